/**
 * The end of setup: makes what is missing at Twilio, then writes the file. Whatever stops it on the
 * way, the file is as it was, and the key is deleted again or named.
 */
import type { Twilio } from 'twilio';
import type { Environment } from '../env-file';
import { deleteKey, explain, isUncertain, makeKey, makeService } from './account';
import { type CurrentFile, openDraft } from './env-file';
import { setValues } from './env-text';
import type { Wanted } from './plan';
import type { Report } from './report';

/** What is to be done. */
export interface Task {
  current: CurrentFile;
  /** An environment file with comments and without values, for a new file. */
  template: string;
  changes: Wanted;
  region: string;
  /** Makes the service of this name; undefined if none is to be made. */
  service: { rest: Twilio; name: string } | undefined;
  /** Makes a key of this name; undefined if none is to be made. */
  key: { rest: Twilio; name: string } | undefined;
}

/**
 * Does it.
 *
 * @param signal once it is aborted, no further step is taken
 * @throws SetupMistake, or the reason of the signal; by then all is taken back that can be
 */
export async function apply(task: Task, report: Report, signal: AbortSignal): Promise<void> {
  const { current, template, changes, region, service, key } = task;
  const draft = openDraft(current);
  const made: { service?: string; key?: { sid: string; secret: string } } = {};
  try {
    signal.throwIfAborted();
    if (service) {
      made.service = await attempt(() => makeService(service.rest, service.name), service.name);
      report.say(`Made the Conversations Service ${made.service}.`);
      signal.throwIfAborted();
    }
    if (key) {
      made.key = await attempt(() => makeKey(key.rest, key.name), key.name);
      report.say(`Made the API key ${made.key.sid}, "${key.name}".`);
      signal.throwIfAborted();
    }
    const values = fill(changes, {
      CONVERSATIONS_SERVICE_SID: made.service,
      TWILIO_API_KEY_SID: made.key?.sid,
      TWILIO_API_KEY_SECRET: made.key?.secret,
    });
    draft.write(setValues(current.text, values, template), values);
    signal.throwIfAborted();
    draft.commit();
  } catch (error) {
    draft.discard();
    if (key && made.key) await takeBack(key.rest, made.key.sid, report);
    if (made.service) {
      report.warn(
        `The Conversations Service ${made.service} stays. It is empty and costs nothing; choose it the next time, or delete it in the console.`,
      );
    }
    throw error;
  }

  /** Makes something. If the answer was lost, it may be there all the same. */
  async function attempt<T>(make: () => Promise<T>, name: string): Promise<T> {
    try {
      return await make();
    } catch (error) {
      if (isUncertain(error)) {
        report.warn(
          `Twilio may have made "${name}" all the same. Look for it in the console, and delete it.`,
        );
      }
      throw explain(error, region);
    }
  }
}

async function takeBack(rest: Twilio, sid: string, report: Report): Promise<void> {
  try {
    await deleteKey(rest, sid);
    report.say(`Deleted the API key ${sid} again.`);
  } catch {
    report.warn(
      `The API key ${sid} was made and could not be deleted again. Delete it: in the console under Account, API keys & tokens, or with "twilio api:core:keys:remove --sid ${sid}".`,
    );
  }
}

/** Puts what was made in the place of what was left open. */
function fill(changes: Wanted, made: Wanted): Environment {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => {
      const filled = value ?? made[name];
      if (filled === undefined) throw new Error(`There is no value for ${name}.`);
      return [name, filled];
    }),
  );
}

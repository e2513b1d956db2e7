/** The command itself: from words and an environment to a text. */
import { parseArgs } from 'node:util';
import { VariableReader } from '../../src/settings/reader';
import { readTwilio } from '../../src/settings/twilio';
import type { RestHttpClient } from '../../src/twilio/client';
import type { TwilioSettings } from '../../src/twilio/issue';
import { readEnvironment } from '../env-file';
import { asciiJson } from '../printable';
import { type Comparison, compareRoles, type ExistingRole } from './compare';
import { formatComparison, policyRoles } from './format';
import { sentenceFor } from './sentences';
import { type RoleStore, roleStore, type ServiceRoles } from './service';

/** How to call it. */
export const USAGE = 'Usage: npm run roles -- [--apply] [--json] [--env FILE]';

/** What it came to. */
export interface Outcome {
  text: string;
  /** Whether all that was asked for is done. */
  done: boolean;
}

/**
 * Shows the roles of a service, and with `--apply` creates the recommended ones that are missing.
 *
 * @param words as they were typed
 * @param httpClient what carries requests to Twilio; the library's own if none is given
 * @throws Error with a sentence that says what to do
 */
export async function runRoles(
  words: readonly string[],
  httpClient?: RestHttpClient,
): Promise<Outcome> {
  const { apply, json, env } = parseWords(words);
  const { values } = readEnvironment(env);
  const settings = requireTwilio(values);
  const store = roleStore(settings, httpClient);
  const found = await orSentence(store.read());
  requireSameAccount(found, settings);

  const guests = values.GUESTS === 'on';
  const before = compareRoles(found.roles, found.defaults, guests);
  const created = apply ? await createMissing(store, before) : [];
  const after = compareRoles([...found.roles, ...created], found.defaults, guests);
  const text = json
    ? asciiJson(toJson(after, created, settings))
    : [
        ...created.map(
          ({ friendlyName, type, sid }) => `Created ${friendlyName} (${type}): ${sid}`,
        ),
        ...(created.length > 0 ? [''] : []),
        formatComparison(after, settings),
      ].join('\n');
  return { text, done: !apply || after.recommended.every(({ state }) => state === 'there') };
}

function parseWords(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        apply: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        env: { type: 'string' },
      },
    }).values;
  } catch {
    throw new Error(USAGE);
  }
}

/** The variables of Twilio's side; the login is of no matter here. */
function requireTwilio(values: Readonly<Record<string, string>>): TwilioSettings {
  const read = new VariableReader(values);
  const settings = readTwilio(read);
  if (settings && read.problems.length === 0) return settings;
  const problems = read.problems.map(({ variable, sentence }) => `  ${variable} ${sentence}`);
  throw new Error(['The roles cannot be read with these settings:', ...problems].join('\n'));
}

function requireSameAccount(found: ServiceRoles, { accountSid }: TwilioSettings): void {
  if (found.accountSid === accountSid) return;
  throw new Error(
    'The API key is of another account than TWILIO_ACCOUNT_SID. Set the SID of the account that the key was created in.',
  );
}

/** Creates what is missing, one by one. What a failure leaves undone, the next run does. */
async function createMissing(store: RoleStore, { recommended }: Comparison) {
  const created: ExistingRole[] = [];
  for (const role of recommended) {
    if (role.state !== 'missing') continue;
    try {
      created.push(await orSentence(store.create(role)));
    } catch (error) {
      const names = created.map(({ friendlyName, type }) => `${friendlyName} (${type})`);
      const sofar = names.length > 0 ? names.join(', ') : 'none';
      const { message } = error as Error;
      throw new Error(`${message}\nCreated so far: ${sofar}. Run it again for the rest.`);
    }
  }
  return created;
}

async function orSentence<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const sentence = sentenceFor(error);
    throw sentence === undefined ? error : new Error(sentence);
  }
}

function toJson(
  { roles, recommended }: Comparison,
  created: readonly ExistingRole[],
  { serviceSid, region }: TwilioSettings,
) {
  return {
    serviceSid,
    region,
    roles,
    recommended: recommended.map(({ sid = null, ...role }) => ({ ...role, sid })),
    created: created.map(({ sid }) => sid),
    policy: { roles: policyRoles(recommended) },
  };
}

/** What setup says when something fails, and that nothing is left behind. */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cancelled } from '../../../../cli/setup/failures';
import { API_KEY_SID, SERVICE_SID } from '../../../support/tokens';
import type { Trouble } from '../../../support/twilio';
import { ALL_ANSWERS, FEW_ANSWERS, LOGIN } from '../support/answers';
import { runHere, whenAnswered } from '../support/here';
import { atTerminal, KEYS, type PseudoTerminal } from '../support/pseudo-terminal';
import { Stage } from '../support/stage';

jest.setTimeout(40_000);

const KEY_PATH = /\/Keys\.json$/;
const SERVICE_PATH = /\/v1\/Services$/;

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open(LOGIN);
});
afterEach(() => stage.close());

/** The keys that are there beside the one that always was. */
const strangeKeys = () => [...stage.twilio.keys.values()].filter(({ sid }) => sid !== API_KEY_SID);

/** A world in which setup is cancelled as soon as something was made. */
function cancelAfter(path: RegExp) {
  const controller = new AbortController();
  const cancel = () => controller.abort(new Cancelled(143));
  return { ...whenAnswered(stage, 'post', path, cancel), signal: controller.signal };
}

describe('before anything is made', () => {
  const nothing = () => {
    expect(stage.text).toBeUndefined();
    expect(stage.drafts).toEqual([]);
    expect(stage.twilio.writes()).toEqual([]);
  };

  it.each<[string, Trouble, RegExp]>([
    [
      'Twilio refuses',
      { status: 401, code: 20003 },
      /^Twilio refuses these credentials \(20003\)\..* us1/,
    ],
    ['Twilio forbids', { status: 403, code: 70051 }, /^Twilio refuses these credentials \(70051\)/],
    [
      'Twilio is broken',
      { status: 500 },
      /^Twilio is out of order \(status 500\)\. Try again later\.$/,
    ],
    [
      'a gateway answers',
      { status: 503, text: '<html>' },
      /^Twilio is out of order \(status 503\)/,
    ],
    ['there are too many requests', { status: 429 }, /^Twilio has too many requests .* \(429\)/],
    ['Twilio says something else', { status: 404, code: 20404 }, /\(status 404, code 20404\)\.$/],
    [
      'the connection breaks',
      { reset: true },
      /^Twilio cannot be reached \(ECONNRESET\): api\.twilio\.com and conversations\.twilio\.com/,
    ],
  ])('says that %s', async (_name, trouble, sentence) => {
    stage.twilio.trouble.push(trouble);
    const { code, said } = await runHere(stage, FEW_ANSWERS);
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
    nothing();
  });

  it('says that an auth token of another region is refused', async () => {
    const { code, said } = await runHere(stage, { ...FEW_ANSWERS, region: 'ie1' });
    expect(said).toMatch(/of another region than ie1/);
    expect(code).toBe(1);
    nothing();
  });

  it('says that the folder cannot be written to, and has made no key by then', async () => {
    const { code, said } = await runHere(stage, { ...FEW_ANSWERS, env: 'missing/.env' });
    expect(said).toMatch(/missing\/\.env cannot be written \(ENOENT\)\.$/);
    expect(code).toBe(1);
    nothing();
  });

  it('says that the file cannot be read', async () => {
    mkdirSync(stage.file);
    const { code, said } = await runHere(stage, FEW_ANSWERS);
    expect(said).toMatch(/\.env cannot be read \(EISDIR\)\.$/);
    expect(code).toBe(1);
    expect(stage.twilio.requests).toEqual([]);
  });

  it('does not touch a file that somebody changed meanwhile', async () => {
    const { code, said } = await runHere(stage, FEW_ANSWERS, {
      now: () => {
        stage.write('SHOP_NAME=1\n');
        return new Date();
      },
    });
    expect(said).toMatch(/changed by somebody else meanwhile\. Run setup again\.$/);
    expect(code).toBe(1);
    expect(stage.text).toBe('SHOP_NAME=1\n');
    expect(stage.drafts).toEqual([]);
    expect(stage.twilio.writes()).toEqual([]);
  });
});

describe('when the key cannot be made', () => {
  it('says why, and that it is not there', async () => {
    stage.twilio.trouble.push({ method: 'POST', path: KEY_PATH, status: 400, code: 20001 });
    const { code, said } = await runHere(stage, FEW_ANSWERS);
    expect(said).toMatch(/\(status 400, code 20001\)\.$/);
    expect(said).not.toMatch(/all the same/);
    expect({ code, text: stage.text, drafts: stage.drafts }).toEqual({ code: 1, drafts: [] });
  });

  it.each<[string, Trouble]>([
    ['the answer is lost', { reset: true, after: true }],
    ['the server breaks', { status: 500, after: true }],
  ])('says how it may be called when %s', async (_name, trouble) => {
    stage.twilio.trouble.push({ method: 'POST', path: KEY_PATH, ...trouble });
    const { code, said } = await runHere(stage, FEW_ANSWERS);
    const [orphan] = strangeKeys();
    expect(orphan?.friendlyName).toBe('Conversations token service 2026-11-22T16:00:00Z');
    expect(said).toContain(`Twilio may have made "${orphan?.friendlyName}" all the same.`);
    expect({ code, text: stage.text, drafts: stage.drafts }).toEqual({ code: 1, drafts: [] });
  });

  it('names the service that was made for it', async () => {
    stage.twilio.trouble.push({ method: 'POST', path: KEY_PATH, status: 503 });
    const { said } = await runHere(stage, { ...ALL_ANSWERS, existing: undefined });
    const made = [...stage.twilio.state.services.keys()].filter((sid) => sid !== SERVICE_SID);
    expect(said).toContain(`The Conversations Service ${made[0]} stays.`);
  });

  it('makes no key when the service cannot be made', async () => {
    stage.twilio.trouble.push({ method: 'POST', path: SERVICE_PATH, status: 503 });
    const { code, said } = await runHere(stage, ALL_ANSWERS);
    expect(said).toMatch(/may have made "Chat of the shop" all the same/);
    expect(code).toBe(1);
    expect(strangeKeys()).toEqual([]);
    expect(stage.text).toBeUndefined();
  });
});

describe('when the key was made', () => {
  /** Takes the place of the file as soon as the key was made, so that it cannot be written. */
  const blockFile = () => whenAnswered(stage, 'post', KEY_PATH, () => mkdirSync(stage.file));

  it('deletes it again if the file cannot be written', async () => {
    const { code, said, examined } = await runHere(stage, FEW_ANSWERS, blockFile());
    const [sid] = /SK[0-9a-f]{32}/.exec(said) ?? [];
    expect(said).toMatch(/\.env cannot be written \(EISDIR\)\.$/);
    expect(said).toContain(`Deleted the API key ${sid} again.`);
    expect({ code, examined, drafts: stage.drafts }).toEqual({ code: 1, examined: [], drafts: [] });
    expect(strangeKeys()).toEqual([]);
    expect(statSync(stage.file).isDirectory()).toBe(true);
  });

  it('deletes it again if the folder is gone', async () => {
    mkdirSync(stage.path('sub'));
    const world = whenAnswered(stage, 'post', KEY_PATH, () =>
      rmSync(stage.path('sub'), { recursive: true }),
    );
    const { code, said } = await runHere(stage, { ...FEW_ANSWERS, env: 'sub/.env' }, world);
    expect(said).toMatch(/sub\/\.env cannot be written \(ENOENT\)\.$/);
    expect(code).toBe(1);
    expect(strangeKeys()).toEqual([]);
  });

  it('names it if it cannot be deleted either', async () => {
    stage.twilio.trouble.push({ method: 'DELETE', status: 500 });
    const { code, said } = await runHere(stage, FEW_ANSWERS, blockFile());
    const [orphan] = strangeKeys();
    expect(said).toContain(`The API key ${orphan?.sid} was made and could not be deleted again.`);
    expect(said).toContain(`twilio api:core:keys:remove --sid ${orphan?.sid}`);
    expect(code).toBe(1);
    expect(said).not.toContain(orphan?.secret);
  });

  it('deletes it again if setup is cancelled', async () => {
    stage.write('# mine\n');
    const { code, said, examined } = await runHere(stage, FEW_ANSWERS, cancelAfter(KEY_PATH));
    expect(said).toMatch(/Deleted the API key SK[0-9a-f]{32} again\.\nCancelled\. /);
    expect({ code, examined, drafts: stage.drafts }).toEqual({
      code: 143,
      examined: [],
      drafts: [],
    });
    expect(strangeKeys()).toEqual([]);
    expect(stage.text).toBe('# mine\n');
  });

  it('makes none if setup is cancelled while the service is made', async () => {
    const { code, said } = await runHere(stage, ALL_ANSWERS, cancelAfter(SERVICE_PATH));
    expect(said).toMatch(/The Conversations Service IS[0-9a-f]{32} stays\./);
    expect(code).toBe(143);
    expect(strangeKeys()).toEqual([]);
    expect(stage.text).toBeUndefined();
  });

  atTerminal('deletes it again after a Ctrl-C at the terminal, between two questions', async () => {
    stage.twilio.trouble.push({ method: 'POST', path: KEY_PATH, delayMs: 1000 });
    const terminal = stage.start(FEW_ANSWERS);
    await terminal.see(/To be made at Twilio/);
    await terminal.until(() => stage.twilio.writes().length > 0);
    terminal.type(KEYS.interrupt);
    expect(await terminal.exit()).toBe(130);
    await terminal.see(/Deleted the API key SK[0-9a-f]{32} again\./);
    expect(terminal.isSane).toBe(true);
    expect(strangeKeys()).toEqual([]);
    expect(stage.text).toBeUndefined();
    expect(stage.drafts).toEqual([]);
  });
});

describe('when all is written', () => {
  it('ends with 1 if the doctor finds something wrong', async () => {
    const { code } = await runHere(stage, FEW_ANSWERS, { doctor: async () => false });
    expect(code).toBe(1);
    expect(stage.text).toBeDefined();
  });

  it('ends at once if it is cancelled while the doctor looks', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const doctor = () => {
      controller.abort(new Cancelled(130));
      return new Promise<boolean>(() => {});
    };
    const { code, said } = await runHere(stage, FEW_ANSWERS, { signal, doctor });
    expect(code).toBe(130);
    expect(said).toMatch(/Wrote .*\.env\./);
    expect(said).not.toContain('as it was');
    expect(stage.text).toBeDefined();
  });
});

describe('signals', () => {
  /** A command that says which process it becomes. */
  const WITH_PID = ['sh', '-c', 'echo "pid $$"; exec "$@"', 'sh'];

  /** The process, once it waits for an answer. */
  async function pidOf(terminal: PseudoTerminal): Promise<number> {
    const [, pid] = await terminal.see(/pid (\d+)/);
    await terminal.seeQuestion('Account SID');
    return Number(pid);
  }

  atTerminal.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('ends on %s at a question', async (name, code) => {
    const terminal = stage.start({}, WITH_PID);
    process.kill(await pidOf(terminal), name);
    expect(await terminal.exit()).toBe(code);
    expect(terminal.isSane).toBe(true);
  });

  atTerminal('ends when the window is closed', async () => {
    const terminal = stage.start({}, WITH_PID);
    const pid = await pidOf(terminal);
    await terminal.close();
    const isThere = () => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    for (let i = 0; i < 500 && isThere(); i++) await sleep(10);
    expect(isThere()).toBe(false);
  });
});

/**
 * `npm run setup`: from questions to an environment file with which the service works. Everything is
 * asked first; only then something is made and written. Whatever it needs comes from outside.
 */
import { parseUnchecked } from '../../policy-check';
import type { HttpGet } from '../../src/http/get';
import { policy } from '../../src/policy';
import type { Connect } from './account';
import { apply } from './apply';
import { Asker, type Terminal } from './ask';
import { askGuests, askOrigins } from './ask-access';
import { askLogin } from './ask-login';
import { askTwilio, type TwilioAnswers } from './ask-twilio';
import { findSources } from './credentials';
import { type CurrentFile, readCurrent } from './env-file';
import { Cancelled, SetupMistake } from './failures';
import { type Flags, readFlags, usage } from './flags';
import { requireFlags } from './missing';
import { changesOf, type Group, settleConflicts, type Wanted } from './plan';
import { QUESTIONS } from './questions';
import type { Report } from './report';

/** What setup needs from outside. */
export interface SetupWorld {
  /** The flags. */
  args: readonly string[];
  /** Variables of the process. */
  environment: Readonly<Record<string, string | undefined>>;
  /** The person's home folder. */
  home: string;
  /** The text of an environment file with comments and without values. */
  template: string;
  /** Undefined where nobody can be asked. */
  terminal: Terminal | undefined;
  report: Report;
  connect: Connect;
  /** Fetches what an issuer publishes. */
  get: HttpGet;
  now: () => Date;
  /** Aborted by a signal or the end of input, with `Cancelled` as its reason. */
  signal: AbortSignal;
  /**
   * Looks at the file that was written, and prints what it finds.
   *
   * @returns whether nothing is wrong
   */
  doctor: (file: string) => Promise<boolean>;
}

const TITLE =
  'Setup of the Conversations token service: about ten questions. Nothing is made at Twilio and nothing is written before the last yes.';

/** Runs it, and says what went wrong. Returns the exit code of the process; never throws. */
export async function runSetup(world: SetupWorld): Promise<number> {
  try {
    return await setUp(world);
  } catch (error) {
    if (error instanceof Cancelled) {
      world.report.warn('Cancelled. The environment file is as it was.');
      return error.exitCode;
    }
    world.report.warn((error as Error).message);
    return 1;
  }
}

async function setUp(world: SetupWorld): Promise<number> {
  const { report, signal } = world;
  const flags = readFlags(world.args);
  if (flags.help) {
    console.log(usage());
    return 0;
  }
  const current = readCurrent(flags.file);
  const ask = new Asker(flags, world.terminal);
  const { twilio, groups } = await askEverything(world, flags, ask, current);

  const accepted = await settleConflicts(ask, report, groups, current.values);
  const changes = Object.assign({}, ...accepted.map((group) => changesOf(group, current.values)));
  // What is made is made for the variable that takes it.
  const key = 'TWILIO_API_KEY_SECRET' in changes ? twilio.keyMaker : undefined;
  const newService = 'CONVERSATIONS_SERVICE_SID' in changes ? twilio.newService : undefined;
  if (Object.keys(changes).length === 0) {
    report.say(`${current.file} says all this already.`);
  } else {
    const name = `Conversations token service ${world.now().toISOString().slice(0, 19)}Z`;
    const makes = [
      ...(newService ? [`Conversations Service "${newService}"`] : []),
      ...(key ? [`API key "${name}", type Standard`] : []),
    ];
    await confirm(ask, report, current, changes, makes);
    await apply(
      {
        current,
        template: world.template,
        changes,
        region: twilio.region,
        service: newService === undefined ? undefined : { rest: twilio.rest, name: newService },
        key: key && { rest: key, name },
      },
      report,
      signal,
    );
    tellWritten(report, current, changes);
  }
  return finish(world, current.file);
}

async function askEverything(
  world: SetupWorld,
  flags: Flags,
  ask: Asker,
  { values: current }: CurrentFile,
): Promise<{ twilio: TwilioAnswers; groups: Group[] }> {
  const { report, connect, get, signal } = world;
  const sources = findSources({ ...world, file: current });
  if (!world.terminal) requireFlags({ flags, sources, current, hasIssuers: !!policy.issuers });
  else report.say(TITLE);
  const twilio = await askTwilio({ ask, report, flags, connect, sources, current });
  signal.throwIfAborted();
  if (policy.issuers) report.say('Where your users log in stands in src/policy.ts.');
  const token = flags.answers.get('token');
  const check = flags.answers.get('issuer-check') !== 'off';
  const login = policy.issuers
    ? undefined
    : await askLogin({ ask, report, get, check, current, token });
  signal.throwIfAborted();
  const origins = await askOrigins({ ask, report, current });
  const guests = await askGuests({ ask, report, current });
  return { twilio, groups: [twilio.group, ...(login ? [login] : []), origins, guests] };
}

async function confirm(
  ask: Asker,
  report: Report,
  { file }: CurrentFile,
  changes: Wanted,
  makes: readonly string[],
): Promise<void> {
  report.say(
    [
      ...(makes.length > 0 ? ['To be made at Twilio:', ...makes.map((each) => `  ${each}`)] : []),
      `To be written to ${file}: ${Object.keys(changes).join(', ')}`,
    ].join('\n'),
  );
  const answer = await ask.choose('write', {
    sentence: QUESTIONS.write.sentence,
    options: [
      { value: 'yes', label: 'Yes' },
      { value: 'no', label: 'No, stop' },
    ],
    fallback: 'yes',
  });
  if (answer === 'no') throw new SetupMistake('Stopped. Nothing was made and nothing written.');
}

function tellWritten(report: Report, { file, values }: CurrentFile, changes: Wanted): void {
  report.say(`Wrote ${file}. Only you can read it.`);
  const blanked = Object.keys(changes).filter((name) => changes[name] === '' && values[name]);
  if (blanked.length > 0) {
    report.say(
      `Blank now: ${blanked.join(', ')}. A deployment keeps them until "twilio serverless:env:unset --key=NAME".`,
    );
  }
}

/** Lets the service judge the file, then the doctor. Both see what is on the disk. */
async function finish({ report, doctor, signal }: SetupWorld, file: string): Promise<number> {
  const parsed = parseUnchecked(readCurrent(file).values, policy);
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ variable, sentence }) => `  ${variable} ${sentence}`);
    report.warn(['The service cannot work with this yet:', ...problems].join('\n'));
  }
  const cancelled = new Promise<number>((resolve) => {
    const end = () => resolve((signal.reason as Cancelled).exitCode);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  const examined = doctor(file).then((good) => {
    if (!good || !parsed.ok) return 1;
    report.say('Next: "npm start" tries it on this machine, "npm run deploy" deploys it.');
    return 0;
  });
  return Promise.race([cancelled, examined]);
}

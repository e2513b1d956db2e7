/** The questions about credentials: whose, and in which region. A look at Twilio tells if they are good. */
import type { Twilio } from 'twilio';
import type { Region } from '../../src/twilio/issue';
import type { Environment } from '../env-file';
import { matching } from '../providers/answers';
import { type Connect, isRefused, listServices, requireKeyMaker, type Service } from './account';
import type { Asker } from './ask';
import { profileOf, regionOf, type Source } from './credentials';
import type { Flags } from './flags';
import { QUESTIONS } from './questions';
import type { Report } from './report';

/** What the questions about Twilio need to know. */
export interface TwilioContext {
  ask: Asker;
  report: Report;
  flags: Flags;
  connect: Connect;
  /** Credentials that were found on this machine. */
  sources: readonly Source[];
  /** What the environment file says now. */
  current: Environment;
}

/** Whom setup acts for. */
export interface Owner {
  /** AC and 32 hexadecimal digits. */
  accountSid: string;
  region: Region;
  /** Undefined: with the auth token, which is asked for. */
  source: Source | undefined;
}

/** What the first look at Twilio brought. */
export interface Entered {
  rest: Twilio;
  services: readonly Service[];
}

const readAccountSid = matching(
  /^AC[0-9a-f]{32}$/,
  'An account SID has the form AC and 32 hexadecimal digits (0-9, a-f).',
);
const readAuthToken = matching(
  /^[0-9a-f]{32}$/,
  'An auth token has 32 hexadecimal digits. The console shows it under Account, API keys & tokens.',
);

/** Asks for whom to act; the auth token comes later. */
export async function askOwner(context: TwilioContext): Promise<Owner> {
  const { ask, current } = context;
  const source = await askSource(context);
  const known = current.TWILIO_ACCOUNT_SID;
  const accountSid =
    source?.accountSid ??
    (await ask.text('account-sid', {
      sentence: QUESTIONS['account-sid'].sentence,
      read: readAccountSid,
      ...(known && { fallback: known }),
    }));
  const region = await ask.choose<Region>('region', {
    sentence: QUESTIONS.region.sentence,
    options: [
      { value: 'us1', label: 'us1', hint: 'United States' },
      { value: 'ie1', label: 'ie1', hint: 'Ireland' },
    ],
    // What the file says wins: a variable of the shell may be left over from other work.
    fallback: regionOf(current.TWILIO_REGION) ?? source?.region ?? 'us1',
  });
  return { accountSid, region, source };
}

async function askSource({ ask, flags, sources }: TwilioContext): Promise<Source | undefined> {
  if (flags.profile !== undefined) return profileOf(flags.profile, sources);
  const said = flags.answers.has('credentials');
  if (!said && (sources.length === 0 || flags.answers.has('account-sid'))) return undefined;
  const options = sources.map(({ value, label }) => ({ value, label }));
  const value = await ask.choose('credentials', {
    sentence: QUESTIONS.credentials.sentence,
    options: [...options, { value: 'auth-token', label: 'An account SID and its auth token' }],
    ...(options[0] && { fallback: options[0].value }),
  });
  return sources.find((source) => source.value === value);
}

/** Signs in and lists the services: the first thing that shows whether credentials are right. */
export async function enter(context: TwilioContext, owner: Owner): Promise<Entered> {
  const { accountSid, region, source } = owner;
  const look = async (rest: Twilio) => ({ rest, services: await listServices(rest) });
  if (!source) return withToken(context, owner, look);
  const { username, password } = source;
  return look(await context.connect({ accountSid, username, password, region }));
}

/** A client that may make keys: the given one if it may, else one with the auth token. */
export async function findKeyMaker(
  context: TwilioContext,
  owner: Owner,
  rest: Twilio,
): Promise<Twilio> {
  try {
    return await requireKeyMaker(rest);
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  context.report.say(
    'These credentials are an API key that may not make others. Those of the Twilio CLI are such keys. The auth token may.',
  );
  return withToken(context, owner, requireKeyMaker);
}

/** Asks for the auth token, and again after a wrong one where somebody can be asked. */
async function withToken<T>(
  { ask, report, connect }: TwilioContext,
  { accountSid, region }: Owner,
  attempt: (rest: Twilio) => Promise<T>,
): Promise<T> {
  for (;;) {
    const password = await ask.secret(
      'auth-token',
      QUESTIONS['auth-token'].sentence,
      readAuthToken,
    );
    try {
      return await attempt(await connect({ accountSid, username: accountSid, password, region }));
    } catch (error) {
      if (!isRefused(error) || !ask.canAskAgain('auth-token')) throw error;
      report.warn(
        `Twilio refuses this auth token. Each region has one of its own; this is ${region}.`,
      );
    }
  }
}

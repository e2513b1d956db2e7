/** The questions about Twilio's side: which key signs, and which service the tokens are for. */
import type { Twilio } from 'twilio';
import type { Region } from '../../src/twilio/issue';
import type { Environment } from '../env-file';
import { matching, plain } from '../providers/answers';
import { explain, isSilence, type Service } from './account';
import type { Asker, Option } from './ask';
import { askOwner, enter, findKeyMaker, type Owner, type TwilioContext } from './ask-credentials';
import { SetupMistake } from './failures';
import type { Group, Wanted } from './plan';
import { QUESTIONS } from './questions';

/** The answers, with the clients that may do what they ask for. */
export interface TwilioAnswers {
  group: Group;
  region: Region;
  /** May make services. */
  rest: Twilio;
  /** May make keys; undefined if none is to be made. */
  keyMaker: Twilio | undefined;
  /** The name of the service that is to be made; undefined if there is one already. */
  newService: string | undefined;
}

const DEFAULT_SERVICE_NAME = 'Conversations token service';

const readServiceName = matching(/^.{1,256}$/, 'A name has at most 256 characters.');

/**
 * Asks them, and looks at Twilio what there is.
 *
 * @throws SetupMistake if Twilio refuses or cannot be reached
 */
export async function askTwilio(context: TwilioContext): Promise<TwilioAnswers> {
  const owner = await askOwner(context);
  for (;;) {
    try {
      return await askThere(context, owner);
    } catch (error) {
      if (!isSilence(error)) throw explain(error, owner.region);
      const answer = await askUnreachable(context, explain(error, owner.region) as Error);
      if (answer === 'without') return withoutTwilio(context, owner);
    }
  }
}

/**
 * Asks what to do where Twilio does not answer.
 *
 * @throws SetupMistake to stop, with the flags that say the same again
 */
async function askUnreachable(
  { ask, report }: TwilioContext,
  unreachable: Error,
): Promise<'again' | 'without'> {
  const again = ask.canAskAgain('unreachable');
  if (!again && !ask.isAnswered('unreachable')) throw unreachable;
  report.warn(unreachable.message);
  const answer = await ask.choose<'again' | 'without' | 'stop'>('unreachable', {
    sentence: QUESTIONS.unreachable.sentence,
    options: [
      ...(again ? [{ value: 'again', label: 'Try again' }] : []),
      { value: 'without', label: 'Go on without Twilio', hint: 'key and service are typed' },
      { value: 'stop', label: 'Stop' },
    ],
    fallback: 'stop',
  });
  if (answer !== 'stop') return answer;
  throw new SetupMistake(
    `Stopped. Nothing was made and nothing written. To begin with the same answers: npm run setup -- ${ask.flagsSoFar().join(' ')}`,
  );
}

const readKeySid = matching(/^SK[0-9a-f]{32}$/, 'It has the form SK and 32 hexadecimal digits.');
const readServiceSid = matching(
  /^IS[0-9a-f]{32}$/,
  'It has the form IS and 32 hexadecimal digits.',
);
const readKeySecret = plain((answer) => ({ ok: true, value: answer }));

/** The answers of someone who has made a key and a service in the console. */
async function withoutTwilio(
  { ask, connect }: TwilioContext,
  { accountSid, region }: Owner,
): Promise<TwilioAnswers> {
  const sid = await ask.text('api-key-sid', {
    sentence: QUESTIONS['api-key-sid'].sentence,
    read: readKeySid,
  });
  const secret = await ask.secret(
    'api-key-secret',
    QUESTIONS['api-key-secret'].sentence,
    readKeySecret,
  );
  const service = await ask.text('service', {
    sentence: 'SID of the Conversations Service',
    read: readServiceSid,
  });
  return {
    region,
    rest: await connect({ accountSid, username: sid, password: secret, region }),
    keyMaker: undefined,
    newService: undefined,
    group: {
      title: 'Twilio',
      wanted: {
        TWILIO_ACCOUNT_SID: accountSid,
        TWILIO_API_KEY_SID: sid,
        TWILIO_API_KEY_SECRET: secret,
        CONVERSATIONS_SERVICE_SID: service,
        TWILIO_REGION: region,
      },
    },
  };
}

async function askThere(context: TwilioContext, owner: Owner): Promise<TwilioAnswers> {
  const { rest, services } = await enter(context, owner);
  const key = await askKey(context, owner);
  const keyMaker = key ? undefined : await findKeyMaker(context, owner, rest);
  const service = await askService(context, services);
  return {
    region: owner.region,
    rest,
    keyMaker,
    newService: service.newName,
    group: {
      title: 'Twilio',
      wanted: {
        TWILIO_ACCOUNT_SID: owner.accountSid,
        ...(key ?? { TWILIO_API_KEY_SID: undefined, TWILIO_API_KEY_SECRET: undefined }),
        CONVERSATIONS_SERVICE_SID: service.sid,
        TWILIO_REGION: owner.region,
      },
    },
  };
}

/**
 * Asks for the key, if there is anything to choose from.
 *
 * @returns undefined for a new one
 */
async function askKey(
  { ask, current }: TwilioContext,
  { accountSid, source }: Owner,
): Promise<Wanted | undefined> {
  const keys: Record<string, Option & { wanted: Wanted }> = {};
  const { TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret } = current;
  // A secret is told once, so a key can be kept only where its secret is known.
  if (isKeySid(sid) && secret && ofAccount(current, accountSid)) {
    keys.keep = {
      value: 'keep',
      label: `Keep ${sid}`,
      hint: 'of the environment file',
      wanted: { TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret },
    };
  }
  if (source && source.username !== accountSid && source.username !== sid) {
    keys.given = {
      value: 'given',
      label: `Share ${source.username}, which setup is using`,
      hint: 'access tokens end when it is deleted',
      wanted: { TWILIO_API_KEY_SID: source.username, TWILIO_API_KEY_SECRET: source.password },
    };
  }
  // Of one answer there is nothing to choose.
  if (!keys.keep && !keys.given && !ask.isAnswered('api-key')) return undefined;
  const made = { value: 'new', label: 'Make a new one', hint: 'type Standard' };
  const answer = await ask.choose('api-key', {
    sentence: QUESTIONS['api-key'].sentence,
    options: [...(keys.keep ? [keys.keep, made] : [made]), ...(keys.given ? [keys.given] : [])],
    fallback: keys.keep ? 'keep' : 'new',
  });
  return keys[answer]?.wanted;
}

const isKeySid = (sid = '') => /^SK[0-9a-f]{32}$/.test(sid);

/** Whether the environment file is about this account, or about none. */
function ofAccount(current: Environment, accountSid: string): boolean {
  return (current.TWILIO_ACCOUNT_SID || current.ACCOUNT_SID || accountSid) === accountSid;
}

async function askService(
  { ask, current }: { ask: Asker; current: Environment },
  services: readonly Service[],
): Promise<{ sid: string | undefined; newName: string | undefined }> {
  const now = current.CONVERSATIONS_SERVICE_SID;
  const known = services.find(({ sid }) => sid === now) ?? services[0];
  const only = services.length === 0 && !ask.isAnswered('service');
  const sid = only
    ? 'new'
    : await ask.choose('service', {
        sentence: QUESTIONS.service.sentence,
        options: [
          ...services.map(({ sid, name }) => ({ value: sid, label: `${name} (${sid})` })),
          { value: 'new', label: 'Make a new one' },
        ],
        fallback: known?.sid ?? 'new',
      });
  if (sid !== 'new') return { sid, newName: undefined };
  const newName = await ask.text('service-name', {
    sentence: QUESTIONS['service-name'].sentence,
    read: readServiceName,
    fallback: DEFAULT_SERVICE_NAME,
  });
  return { sid: undefined, newName };
}

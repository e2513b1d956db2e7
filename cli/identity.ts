/** `npm run identity`: which identity a claim value gets, and back. */
import { isNamed, nameOfIssuer } from '../src/authenticate/issuer';
import { REFUSALS, Refusal } from '../src/errors';
import { identityOfClaim, readIdentity } from '../src/identify/lookup';
import type { IssuerEntry } from '../src/settings';
import {
  ENV,
  JSON_OPTION,
  Negative,
  readCall,
  render,
  startCommand,
  UsageMistake,
} from './command';
import { readEnvironment, requireSettings } from './env-file';

const IDENTITY = {
  name: 'identity',
  about:
    'Prints which identity a claim value gets, and back: for support staff who look for a user at Twilio, and for migrations.',
  argument: '<claim value>',
  options: {
    reverse: {
      about:
        'The value is an identity. Prints the claim value behind it (format escaped or verbatim).',
    },
    issuer: {
      takes: 'ISS',
      about: 'Whose claim it is; needed only when src/policy.ts lists several issuers.',
    },
    env: ENV,
    json: JSON_OPTION,
  },
  endings: '0; 1 there is no such identity or value; 2 a mistake in usage or settings.',
} as const;

/** What was found: a claim value, its identity, and the issuer if there are several. */
interface Found {
  value: string;
  identity: string;
  issuer?: string;
}

startCommand((words) => {
  const call = readCall(IDENTITY, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const { options, argument } = call;
  if (argument === undefined) {
    throw new UsageMistake('Give one claim value. All options: npm run identity -- --help');
  }
  const { issuers } = requireSettings(readEnvironment(options.env).values);
  try {
    const found = options.reverse
      ? reverse(argument, issuers)
      : forward(argument, entryOf(options.issuer, issuers));
    const { value, identity, issuer } = found;
    const text = options.reverse ? [value, ...(issuer === undefined ? [] : [issuer])] : [identity];
    return { text: render(options.json, found, () => text.join('\t')), exitCode: 0 };
  } catch (error) {
    throw error instanceof Refusal ? new Negative(REFUSALS[error.code].sentence) : error;
  }
});

function forward(value: string, { issuer, identity }: IssuerEntry): Found {
  return { value, identity: identityOfClaim(value, nameOfIssuer(issuer), identity) };
}

function reverse(identity: string, issuers: readonly IssuerEntry[]): Found {
  if (identity.startsWith('guest~')) {
    throw new Negative('This is a guest. There is no claim behind it.');
  }
  for (const { issuer, identity: rules } of issuers) {
    const value = readIdentity(identity, rules);
    if (value === undefined) continue;
    return { value, identity, ...(issuers.length > 1 && { issuer: nameOfIssuer(issuer) }) };
  }
  throw new Negative(
    'No claim gets this identity with these settings. Only the formats escaped and verbatim can be read back.',
  );
}

function entryOf(wanted: string | undefined, issuers: readonly IssuerEntry[]): IssuerEntry {
  const found = issuers.filter(({ issuer }) => wanted === undefined || isNamed(issuer, wanted));
  const [entry] = found;
  if (entry && found.length === 1) return entry;
  const names = issuers.map(({ issuer }) => `  ${nameOfIssuer(issuer)}`).join('\n');
  throw new UsageMistake(`Say with --issuer whose claim it is:\n${names}`);
}

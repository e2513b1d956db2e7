/**
 * From the environment to settings. All problems are found at once, each with its variable and a
 * sentence; with a single problem there are no settings, and the service refuses every request.
 */
import { BACKEND_CLAIM } from '../authenticate/backend';
import type { IssuerRule } from '../authenticate/trust';
import { TENANT_NAMESPACE } from '../identify';
import { policy as deployedPolicy } from '../policy';
import { IssuerOfPolicy, IssuerOfVariables, VARIABLES_OF_ISSUER } from './issuer-fields';
import { identityFormat, isNamespace, NAMESPACE, readIssuer } from './issuers';
import { findUnknownNames } from './names';
import { readPermissions } from './permissions';
import type { Policy } from './policy';
import { POLICY_FILE, type Problem, type ProblemKind, problem } from './problem';
import { VariableReader } from './reader';
import type {
  BackendEntry,
  GuestSettings,
  IssuerEntry,
  ParsedSettings,
  Settings,
} from './settings';
import { readTwilio } from './twilio';
import { READ_PLATFORM_NAMES, VARIABLE_NAMES } from './variables';

export type {
  BackendEntry,
  GuestSettings,
  IssuerEntry,
  ParsedSettings,
  Policy,
  Problem,
  ProblemKind,
  Settings,
};

/**
 * Parses the environment of a function.
 *
 * @param environment variables by name; properties that are not settings are not looked at
 * @param policy what the deployment decides in TypeScript, in a form that `policy-check` has validated
 */
export function parseSettings(
  environment: Readonly<Record<string, unknown>>,
  policy: Policy = deployedPolicy,
): ParsedSettings {
  const known = settingsOf(policy);
  const read = new VariableReader(environment, known);
  const settings = readSettings(read, policy);
  const others = read.value('OTHER_VARIABLES') ?? [];
  if (others.some((name) => known.includes(name))) {
    read.refuse('OTHER_VARIABLES', 'conflict', "lists a variable of this service's own.");
  }
  const unknown = findUnknownNames(Object.keys(environment), known, others);
  const problems = [...read.problems, ...unknown];
  return settings && problems.length === 0
    ? { ok: true, settings, warnings: warningsAbout(settings) }
    : { ok: false, problems };
}

/** The names of all variables that are settings under a policy. */
export function settingsOf({ issuers = [] }: Policy): string[] {
  const named = issuers.flatMap(({ secretVariables = [], introspection: asks }) => [
    ...secretVariables,
    ...(asks ? [asks.secretVariable] : []),
  ]);
  return [...READ_PLATFORM_NAMES, ...VARIABLE_NAMES, ...named];
}

function readSettings(read: VariableReader, policy: Policy): Settings | undefined {
  const twilio = readTwilio(read);
  const issuers = readIssuers(read, policy);
  const backends = readBackends(read, policy, issuers);
  const identities = [...issuers, ...(backends ? [backends] : [])].map(({ identity }) => identity);
  if (!identities.some(({ format }) => format.kind === 'hashed')) {
    read.refuseIdle(['IDENTITY_SECRET'], 'IDENTITY_FORMAT=hashed');
  }
  const permissions = readPermissions(
    policy,
    read,
    issuers.map(({ issuer }) => issuer),
    twilio?.serviceSid,
  );
  const guests = readGuests(read, twilio?.serviceSid ?? '');
  const pushCredentialSid = read.value('PUSH_CREDENTIAL_SID');
  const settings: Omit<Settings, 'twilio'> = {
    issuers,
    authorization: {
      lifetimeSeconds: read.valueOr('TOKEN_LIFETIME'),
      lifetimeFollowsCaller: read.valueOr('TOKEN_LIFETIME_FOLLOWS_CALLER') === 'on',
      ...(pushCredentialSid !== undefined && { pushCredentialSid }),
      guests: {
        lifetimeSeconds: policy.guests?.lifetime ?? GUEST_TOKEN_LIFETIME_SECONDS,
        ...(permissions.guestRoleSid !== undefined && { roleSid: permissions.guestRoleSid }),
      },
      backends: {
        mayChooseLifetime: policy.backends?.mayChooseLifetime === true,
        roles: permissions.backendRoles,
      },
      ...(permissions.rules && { rules: permissions.rules }),
    },
    allowedOrigins: read.value('ALLOWED_ORIGINS') ?? 'any',
    header: read.valueOr('AUTH_HEADER').toLowerCase(),
    cookies: readCookies(read, issuers),
    backends,
    guests,
  };
  return twilio && { twilio, ...settings };
}

function readIssuers(read: VariableReader, { issuers: listed }: Policy): IssuerEntry[] {
  if (!listed) {
    if (!read.isSet('AUTH_SECRET')) read.refuseIdle(['AUTH_SECRET_PREVIOUS'], 'AUTH_SECRET');
    return [readIssuer(new IssuerOfVariables(read), read)];
  }
  for (const variable of VARIABLES_OF_ISSUER.filter((name) => read.isSet(name))) {
    const finding = `has no effect, because ${POLICY_FILE} lists the issuers.`;
    read.refuse(variable, 'conflict', finding, 'Remove one of the two.');
  }
  const issuers = listed.map((entry, i) =>
    readIssuer(new IssuerOfPolicy(entry, `issuers[${i}]`, read), read),
  );
  const secrets = listed.flatMap(({ secretVariables = [] }) => secretVariables);
  refuseAmbiguity(read, issuers, secrets);
  return issuers;
}

/** Refuses issuers that could be taken for each other. */
function refuseAmbiguity(
  read: VariableReader,
  issuers: readonly IssuerEntry[],
  secretVariables: readonly string[],
): void {
  const refuse = (finding: string, remedy: string) =>
    read.refuse(POLICY_FILE, 'conflict', finding, remedy);
  const repeats = (values: readonly unknown[]) => new Set(values).size < values.length;
  if (issuers.length === 0) refuse('issuers lists no issuer.', 'Add one, or leave issuers out.');
  if (repeats(issuers.flatMap(({ issuer }) => spellingsOf(issuer)))) {
    refuse('issuers lists an issuer twice.', 'Make one entry of the two.');
  }
  if (repeats(secretVariables)) {
    refuse(
      'issuers[].secretVariables lets two issuers share a secret.',
      'Each could sign tokens of the other. Give each its own.',
    );
  }
  if (issuers.filter(({ login }) => login && login.tokens !== 'jwt').length > 1) {
    refuse(
      'issuers lists several that are asked about tokens that are not JWTs.',
      "Nothing in such tokens says whose they are. Give all but one tokens: 'jwt'.",
    );
  }
  if (issuers.length < 2) return;
  const namespaces = issuers.map(namespaceOf);
  if (namespaces.includes(undefined)) {
    refuse(
      'issuers lists several, but not each has a namespace.',
      'Give each one, or users of two issuers could share an identity.',
    );
  } else if (repeats(namespaces)) {
    refuse('issuers[].namespace is the same for two issuers.', 'Give each its own.');
  }
}

/** At most one entry can do without a name, so that counts as a spelling too. */
const spellingsOf = (issuer: IssuerRule): readonly string[] =>
  issuer.kind === 'exact' ? issuer.spellings : [issuer.kind === 'pattern' ? issuer.pattern : ''];

const namespaceOf = ({ issuer, identity }: IssuerEntry) =>
  identity.namespace ?? (issuer.kind === 'pattern' ? TENANT_NAMESPACE : undefined);

function readBackends(
  read: VariableReader,
  { backends: policy = {} }: Policy,
  issuers: readonly IssuerEntry[],
): BackendEntry | undefined {
  const digests = read.value('BACKEND_TOKENS') ?? [];
  const { namespace = 'backend', format = 'escaped' } = policy;
  if (!isNamespace(namespace)) {
    read.refuse(POLICY_FILE, 'malformed', `backends.namespace must be ${NAMESPACE}.`);
  }
  if (digests.length === 0) return undefined;
  if (issuers.map(namespaceOf).includes(namespace)) {
    read.refuse(
      POLICY_FILE,
      'conflict',
      'backends.namespace is the namespace of an issuer.',
      'Give each its own, or a backend could name users of the issuer.',
    );
  }
  return {
    digests,
    identity: {
      claim: BACKEND_CLAIM,
      claimType: 'string',
      format: identityFormat(format, read),
      namespace,
    },
  };
}

/** A cookie is sent along by browsers unasked, so whose pages may use it must be said. */
function readCookies(read: VariableReader, issuers: readonly IssuerEntry[]): readonly string[] {
  if (read.isSet('AUTH_COOKIE')) {
    read.require('ALLOWED_ORIGINS', 'AUTH_COOKIE needs it, to tell your own pages from others.');
  }
  const hands = issuers.some(
    ({ login }) => login?.endpoint.kind === 'userinfo' && login.endpoint.send === 'cookie',
  );
  if (hands) read.require('AUTH_COOKIE', 'It names the cookies that are sent to the login.');
  return read.value('AUTH_COOKIE') ?? [];
}

/**
 * Seconds. Short, since a guest has proven nothing; not shorter, since each refresh is a request and
 * Twilio asks for one three minutes before the end.
 */
const GUEST_TOKEN_LIFETIME_SECONDS = 900;
const DAY_SECONDS = 86_400;

function readGuests(read: VariableReader, audience: string): GuestSettings | undefined {
  const open = read.valueOr('GUESTS') === 'on';
  if (open) read.require('GUEST_SECRET', 'GUESTS=on needs it, to sign guest tickets.');
  const secrets = (['GUEST_SECRET', 'GUEST_SECRET_PREVIOUS'] as const).map((name) =>
    read.secret(name, { rotation: ['GUEST_SECRET', 'GUEST_SECRET_PREVIOUS'] }),
  );
  const lifetimeSeconds = read.valueOr('GUEST_LIFETIME_DAYS') * DAY_SECONDS;
  const url = read.value('GUEST_CHALLENGE_URL');
  const secret = read.credential('GUEST_CHALLENGE_SECRET');
  if (read.isSet('GUEST_CHALLENGE_URL')) {
    read.require('GUEST_CHALLENGE_SECRET', 'It is the secret of your site at the provider.');
  } else if (read.isSet('GUEST_CHALLENGE_SECRET')) {
    read.require('GUEST_CHALLENGE_URL', "It is the provider's siteverify address.");
  }
  if (!open) return undefined;
  return {
    tickets: {
      secrets: secrets.filter((each) => each !== undefined).map(String),
      lifetimeSeconds,
      audience,
    },
    challenge: url !== undefined && secret !== undefined ? { url, secret } : undefined,
  };
}

function warningsAbout({ issuers, guests, authorization }: Settings): Problem[] {
  const warn = (when: boolean | undefined, variable: string, finding: string, remedy = '') =>
    when ? [problem(variable, 'insecure', finding, remedy)] : [];
  return [
    ...warn(
      guests && !guests.challenge,
      'GUEST_CHALLENGE_URL',
      'is not set: any script can create guests, and each that connects is billed.',
    ),
    ...warn(
      authorization.rules?.audit,
      POLICY_FILE,
      'has mode audit: callers that the rules would refuse are let in, and logged.',
    ),
    ...warn(
      issuers.some(({ login }) => login?.endpoint.kind === 'userinfo'),
      'AUTH_USERINFO_URL',
      'cannot tell for which app a token was issued: tokens for any app of this login are accepted.',
      'Introspection is safer.',
    ),
    ...warn(
      issuers.some(
        ({ login, audience }) => login?.endpoint.kind === 'introspection' && audience === 'any',
      ),
      'AUTH_INTROSPECTION_URL',
      'is asked without AUTH_AUDIENCE: tokens for any app of this login are accepted.',
    ),
    ...warn(
      issuers.some(
        ({ keys, audience, requiredClaims }) =>
          keys && audience === 'any' && requiredClaims.length === 0,
      ),
      'AUTH_AUDIENCE',
      'is ANY_TOKEN_OF_THIS_KEY: every token that the key signs is accepted, refresh tokens and those for other apps included.',
      'Set AUTH_REQUIRED_CLAIMS to what only the right tokens have, such as type=access.',
    ),
  ];
}

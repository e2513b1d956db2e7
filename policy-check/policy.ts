/**
 * The form of every object of the policy, field by field. A field that is added to a type and not here
 * does not compile. What a value means is validated where it is read, in `src/settings`.
 */
import { isLifetime, MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from '../src/authorize';
import { isJsonObject } from '../src/http/json';
import type {
  BackendPolicy,
  GuestPolicy,
  IdentityPolicy,
  IntrospectionPolicy,
  IssuerPolicy,
  Policy,
  UserinfoPolicy,
} from '../src/settings/policy';
import { PLATFORM_NAMES, VARIABLE_NAMES } from '../src/settings/variables';
import {
  arrayOf,
  boolean,
  is,
  isPlainObject,
  matching,
  number,
  object,
  oneOrMore,
  recordOf,
  type Shape,
  string,
} from './shape';

const anyString = is('a string', (value) => typeof value === 'string');
const isString = (value: unknown) => typeof value === 'string';
const stringOrStrings = is(
  'a string or an array of strings',
  (value) => isString(value) || (Array.isArray(value) && [...value].every(isString)),
);

/** What access tokens live for. */
export const lifetime = is(
  `an integer of seconds from ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS}`,
  isLifetime,
);

/** The name of a variable that holds a secret, never the secret itself. */
const secretVariable: Shape = (value, at, tell) => {
  if (typeof value !== 'string' || !/^[A-Z][A-Z0-9_]{0,127}$/.test(value)) {
    const remedy = 'The secret itself belongs in that variable, not in this file.';
    tell(at, 'must be the name of a variable, in capitals.', remedy, 'insecure');
  } else if ([...VARIABLE_NAMES, ...PLATFORM_NAMES].some((name) => name === value)) {
    tell(at, 'names a variable that has another use.', 'Choose a name of its own.', 'conflict');
  }
};

/** Nothing private belongs in a file that is kept with the source. */
const publicKeyOrPem: Shape = (value, at, tell) => {
  const isPrivate = isPlainObject(value)
    ? ['d', 'k'].some((name) => Object.hasOwn(value, name))
    : typeof value === 'string' && value.includes('PRIVATE KEY');
  if (isPrivate) {
    tell(
      at,
      'is a private or secret key.',
      'Replace it, and write its public key here.',
      'insecure',
    );
  } else if (!isJsonObject(value) && !isString(value)) {
    tell(at, 'must be a JWK or a PEM.');
  }
};

const introspection = object<IntrospectionPolicy>(
  'introspection',
  {
    url: string,
    clientId: anyString,
    secretVariable,
    authMethod: string,
    tokens: string,
    cacheSeconds: number,
  },
  ['url', 'secretVariable'],
);

const userinfo = object<UserinfoPolicy>(
  'userinfo',
  { url: string, send: string, tokens: string, header: string, cacheSeconds: number },
  ['url'],
);

const issuer = object<IssuerPolicy>('an issuer', {
  issuer: stringOrStrings,
  tenants: arrayOf(string),
  audience: stringOrStrings,
  audienceClaim: anyString,
  requiredClaims: recordOf(
    is('a string, a number or a boolean', (value) =>
      ['string', 'number', 'boolean'].includes(typeof value),
    ),
  ),
  algorithms: arrayOf(string),
  jwksUri: string,
  publicKey: string,
  keySet: object<NonNullable<IssuerPolicy['keySet']>>(
    'a key set',
    { keys: arrayOf(publicKeyOrPem) },
    ['keys'],
  ),
  fetchKeys: boolean,
  secretVariables: arrayOf(secretVariable),
  secretEncoding: string,
  tokenTypes: arrayOf(string),
  maxAge: number,
  clockTolerance: number,
  requiredScope: stringOrStrings,
  introspection,
  userinfo,
  identity: object<IdentityPolicy>('identity', {
    claim: anyString,
    claimType: string,
    format: string,
  }),
  namespace: anyString,
});

const ROLE_SID = 'the SID of a role: RL and 32 hexadecimal digits';
const roleSid = matching(/^RL[0-9a-f]{32}$/, ROLE_SID);
const role: Shape = (value, at, tell) =>
  isPlainObject(value) ? recordOf(roleSid)(value, at, tell) : roleSid(value, at, tell);

/** For what `checkPolicy` compares with the roles. */
const checkedLater: Shape = () => {};

/** The whole, but for the rules, which have a check of their own. */
export const policyShape = object<Policy>('the policy', {
  issuers: arrayOf(issuer),
  backends: object<BackendPolicy>('backends', {
    namespace: anyString,
    format: is('escaped, hashed or verbatim', (value) =>
      ['escaped', 'hashed', 'verbatim'].some((format) => format === value),
    ),
    mayChooseLifetime: boolean,
    mayChooseRoles: arrayOf(checkedLater),
  }),
  guests: object<GuestPolicy>('guests', { lifetime, role: checkedLater }),
  roles: recordOf(role, 'an object of names and SIDs'),
  rules: checkedLater,
  mode: is('enforce or audit', (value) => value === 'enforce' || value === 'audit'),
});

/** One value that is accepted, or an array of them. */
export const kinds = (known: readonly string[]) =>
  oneOrMore(`${known.join(', ')}, or an array of them`, (item) =>
    known.some((kind) => kind === item),
  );

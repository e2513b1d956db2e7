/** The types of `src/policy.ts`, and how its issuers become settings. */
import type { PublishedKeys, SharedSecrets } from '../authenticate';
import type { SignatureAlgorithm } from '../authenticate/algorithms';
import { readSigningKeys } from '../authenticate/key-set/signing-keys';
import { parseTrustworthyUrl } from '../url';
import type { IssuerEntry } from '.';
import { type IdentityFormatName, identityFormat } from './identity';
import type { VariableReader } from './reader';
import { DEFAULT_ALGORITHMS, readClockTolerance } from './trust';

/** What a deployment decides in TypeScript. */
export interface Policy {
  /**
   * The issuers whose tokens count. Left out, the variables `AUTH_*` describe the only one; given,
   * they must not be set.
   */
  issuers?: readonly IssuerPolicy[];
  /** What guests get, where `GUESTS=on` lets them in. */
  guests?: GuestPolicy;
}

/** What visitors without a login get. */
export interface GuestPolicy {
  /**
   * How long their access tokens are valid, in seconds, 300 to 86400.
   *
   * @default 900
   */
  lifetime?: number;
}

/** One issuer, and what its tokens are worth. */
export interface IssuerPolicy {
  /**
   * The `iss` of its tokens, to the letter, trailing slash included. A token is judged by the entry
   * whose issuer equals its `iss`, and by no other.
   *
   * @example 'https://example.eu.auth0.com/'
   */
  issuer: string;
  /**
   * Audiences, any one of which a token must name.
   *
   * @example 'https://chat.example.com'
   * @example ['web-client-id', 'mobile-client-id']
   */
  audience: string | readonly string[];
  /**
   * The claim that names the audience.
   *
   * @default 'aud'
   * @example 'client_id' // Amazon Cognito's access tokens
   * @example 'azp' // Clerk
   */
  audienceClaim?: string;
  /**
   * The signature algorithms that count. Not together with `secretVariables`.
   *
   * @default ['RS256', 'ES256', 'EdDSA']
   */
  algorithms?: readonly SignatureAlgorithm[];
  /**
   * The address of the key set, if it is not to be found by OpenID discovery.
   *
   * @example 'https://login.example.com/keys.json'
   */
  jwksUri?: string;
  /**
   * A key set (RFC 7517 §5) compiled in. It serves from the first request on, also while the issuer
   * is down. Keys that the issuer publishes replace it as soon as they could be fetched.
   *
   * @example { keys: [{ kty: 'EC', crv: 'P-256', kid: '2026-01', x: '…', y: '…' }] }
   */
  keySet?: { readonly keys: readonly object[] };
  /**
   * Whether keys are fetched from the issuer. `false` makes `keySet` the only keys there are: a new
   * key then needs a deployment.
   *
   * @default true
   */
  fetchKeys?: boolean;
  /**
   * Names of the variables that hold the secrets shared with this issuer, for HS256, each of at
   * least 32 bytes: the current one, and the previous one during a rotation.
   *
   * @example ['PARTNER_SECRET', 'PARTNER_SECRET_PREVIOUS']
   */
  secretVariables?: readonly string[];
  /**
   * Scopes that a token must have, all of them, in `scope` or `scp`.
   *
   * @example 'chat'
   * @example ['chat', 'profile']
   */
  requiredScope?: string | readonly string[];
  /** How a token's claim becomes an identity; what is left out is as `IDENTITY_*` say. */
  identity?: IdentityPolicy;
  /**
   * Stands before each identity of this issuer with a tilde between, so that people of two issuers
   * never meet in one identity. Required as soon as there are two. Letters, digits and `-`, at
   * most 32; not `guest`. Changing it makes everybody somebody new.
   *
   * @example 'staff' // staff~alice_40example.com
   */
  namespace?: string;
}

/** How a claim becomes an identity. */
export interface IdentityPolicy {
  /**
   * A claim, or a path with dots between.
   *
   * @default IDENTITY_CLAIM, else 'sub'
   * @example 'email'
   * @example 'user.id'
   */
  claim?: string;
  /**
   * The type that the claim must have. Numbers count only as whole ones up to 2^53 - 1, beyond
   * which two of them would look the same.
   *
   * @default 'string'
   */
  claimType?: 'string' | 'number';
  /**
   * `hashed` takes its secret from `IDENTITY_SECRET`.
   *
   * @default IDENTITY_FORMAT, else 'escaped'
   */
  format?: IdentityFormatName;
}

const FILE = 'src/policy.ts';

/** The variables that describe the only issuer when the policy names none. */
const VARIABLES_OF_ISSUER = [
  'AUTH_ISSUER',
  'AUTH_AUDIENCE',
  'AUTH_AUDIENCE_CLAIM',
  'AUTH_JWKS_URI',
  'AUTH_ALGORITHMS',
  'AUTH_SECRET',
  'AUTH_SECRET_PREVIOUS',
  'AUTH_REQUIRED_SCOPE',
];

/** Reads the issuers of a policy; what is wrong is noted under the name of the file. */
export function readPolicyIssuers(
  issuers: readonly IssuerPolicy[],
  read: VariableReader,
): IssuerEntry[] {
  for (const variable of VARIABLES_OF_ISSUER.filter((name) => read.isSet(name))) {
    read.refuse(variable, `has no use, because ${FILE} lists the issuers. Remove one of the two.`);
  }
  if (issuers.length === 0) read.refuse(FILE, 'lists no issuer. Add one, or leave issuers out.');
  refuseRepetition(issuers, read);
  return issuers.map((issuer, index) => readIssuer(issuer, `issuers[${index}]`, read));
}

function refuseRepetition(issuers: readonly IssuerPolicy[], read: VariableReader): void {
  const repeated = (values: readonly unknown[]) => new Set(values).size < values.length;
  if (repeated(issuers.map(({ issuer }) => issuer))) {
    read.refuse(FILE, 'lists an issuer twice. Make one entry of the two.');
  }
  if (repeated(issuers.flatMap(({ secretVariables = [] }) => secretVariables))) {
    read.refuse(FILE, 'lets two issuers share a secret, so each could vouch for the other.');
  }
  const namespaces = issuers.map(({ namespace }) => namespace);
  if (issuers.length > 1 && namespaces.includes(undefined)) {
    read.refuse(
      FILE,
      'lists several issuers, but not each has a namespace. Give each one, or people of two issuers could share an identity.',
    );
  } else if (repeated(namespaces)) {
    read.refuse(FILE, 'gives two issuers the same namespace. Give each its own.');
  }
}

function readIssuer(entry: IssuerPolicy, at: string, read: VariableReader): IssuerEntry {
  const refuse = (field: string, sentence: string) =>
    read.refuse(FILE, `${at}.${field} ${sentence}`);
  if (!parseTrustworthyUrl(entry.issuer) || entry.issuer.includes('?')) {
    refuse('issuer', 'must be an https URL without query (http only on this machine).');
  }
  const audience = [entry.audience].flat();
  if (audience.length === 0 || audience.includes('')) refuse('audience', 'must not be empty.');
  if (entry.namespace !== undefined && !isNamespace(entry.namespace)) {
    refuse('namespace', 'must be 1 to 32 letters, digits or -, and not guest.');
  }
  const { claim, claimType = 'string', format } = entry.identity ?? {};
  return {
    issuer: entry.issuer,
    audience,
    audienceClaim: entry.audienceClaim ?? 'aud',
    clockTolerance: readClockTolerance(read),
    keys: entry.secretVariables
      ? readSecrets(entry, entry.secretVariables, refuse, read)
      : readPublishedKeys(entry, refuse),
    requiredScope: [entry.requiredScope ?? []].flat().flatMap((scope) => scope.split(' ')),
    identity: {
      claim: claim ?? read.text('IDENTITY_CLAIM') ?? 'sub',
      claimType,
      format: identityFormat(read, format),
      ...(entry.namespace !== undefined && { namespace: entry.namespace }),
    },
  };
}

type Refuse = (field: string, sentence: string) => void;

function readPublishedKeys(entry: IssuerPolicy, refuse: Refuse): PublishedKeys {
  const { algorithms = DEFAULT_ALGORITHMS, jwksUri, keySet, fetchKeys = true } = entry;
  if (jwksUri !== undefined && !parseTrustworthyUrl(jwksUri)) {
    refuse('jwksUri', 'must be an https URL (http only on this machine).');
  }
  if (!fetchKeys && !keySet)
    refuse('keySet', 'is missing. Without fetchKeys it is the only source.');
  return {
    kind: 'published',
    algorithms,
    fetch: fetchKeys,
    ...(jwksUri !== undefined && { jwksUri }),
    ...(keySet && { seed: readSeed(keySet, refuse) }),
  };
}

function readSeed(keySet: object, refuse: Refuse) {
  try {
    return readSigningKeys(keySet);
  } catch {
    refuse('keySet', 'has no usable public key.');
    return [];
  }
}

function readSecrets(
  entry: IssuerPolicy,
  variables: readonly string[],
  refuse: Refuse,
  read: VariableReader,
): SharedSecrets {
  if (entry.algorithms || entry.jwksUri || entry.keySet || entry.fetchKeys !== undefined) {
    refuse(
      'secretVariables',
      'cannot stand beside published keys. An issuer has one or the other.',
    );
  }
  const [current] = variables;
  if (current === undefined) refuse('secretVariables', 'must name a variable.');
  else read.require(current, `It holds the secret of an issuer in ${FILE}.`);
  const secrets = variables.map((name) => read.secret(name));
  return { kind: 'shared', secrets: secrets.filter((secret) => secret !== undefined) };
}

const isNamespace = (text: string) => /^[A-Za-z0-9-]{1,32}$/.test(text) && text !== 'guest';

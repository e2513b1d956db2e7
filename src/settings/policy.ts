/** The types of `src/policy.ts`. */
import type { SignatureAlgorithm } from '../authenticate/algorithms';
import type { Rule } from '../authorize/rule';
import type { IdentityFormatName } from './identity';
import type { ClientAuthMethod } from './lookup';

/** Where problems of the policy are to be corrected; stands in for the name of a variable. */
export const POLICY_FILE = 'src/policy.ts';

/** What a deployment decides in TypeScript. */
export interface Policy {
  /**
   * The issuers whose tokens count. Left out, the variables `AUTH_*` describe the only one; given,
   * they must not be set.
   */
  issuers?: readonly IssuerPolicy[];
  /** What trusted backends may do, where `BACKEND_TOKENS` lets them in. */
  backends?: BackendPolicy;
  /** What guests get, where `GUESTS=on` lets them in. */
  guests?: GuestPolicy;
  /**
   * The roles that can be granted: a name, and the SID of a service role at Twilio. If one build
   * serves several Conversations Services, the SID in each by that Service's own SID.
   * `npm run roles` prints them.
   *
   * @example { agent: 'RL0123…', guest: { IS0123…: 'RL4567…', IS89ab…: 'RLcdef…' } }
   */
  roles?: Readonly<Record<string, RoleSid>>;
  /**
   * Who gets a token, and what with it. The first rule that matches decides; where there are rules,
   * whoever matches none is refused. Left out, whoever is authenticated gets one.
   */
  rules?: readonly Rule[];
  /**
   * `audit` lets pass what the rules would refuse, and says so in the log: for trying a policy on
   * live traffic.
   *
   * @default 'enforce'
   */
  mode?: 'enforce' | 'audit';
}

/** The SID of a service role, RL and 32 hexadecimal digits, or one for each Conversations Service. */
export type RoleSid = string | Readonly<Record<string, string>>;

/** What servers may do that have authenticated their user themselves. */
export interface BackendPolicy {
  /**
   * Stands before each identity that a backend names, with a tilde between. Letters, digits and `-`,
   * at most 32; not `guest`, and none of an issuer.
   *
   * @default 'backend'
   */
  namespace?: string;
  /**
   * Whether a backend may say in the field `lifetime` how many seconds its user's access token is
   * valid, 300 to 86400.
   *
   * @default false
   */
  mayChooseLifetime?: boolean;
  /**
   * The names in `roles` of which a backend may say one in the field `role`.
   *
   * @default []
   */
  mayChooseRoles?: readonly string[];
}

/** What visitors without a login get. */
export interface GuestPolicy {
  /**
   * How long their access tokens are valid, in seconds, 300 to 86400.
   *
   * @default 900
   */
  lifetime?: number;
  /** Their role at Twilio: a name in `roles`. A rule's own wins. Left out, it is left as it is. */
  role?: string;
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
   * Asks the issuer's introspection endpoint (RFC 7662) about tokens. Only one entry can be asked
   * about tokens that are no JWT, because nothing in them says whose they are.
   *
   * @example { url: 'https://login.example.com/introspect', clientId: 'chat', secretVariable: 'STAFF_CLIENT_SECRET' }
   */
  introspection?: IntrospectionPolicy;
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

/** How an issuer is asked about tokens. */
export interface IntrospectionPolicy {
  /** https, or http on loopback. */
  url: string;
  clientId: string;
  /** The name of the variable that holds the client's secret. */
  secretVariable: string;
  /**
   * How the client authenticates, by the names of OpenID Connect Core 1.0 §9.
   *
   * @default 'client_secret_basic'
   */
  authMethod?: ClientAuthMethod;
  /**
   * Which tokens it is asked about. A JWT is verified by its signature first, and then confirmed, so
   * that a revocation bites at once (see `cacheSeconds`).
   *
   * @default 'opaque'
   */
  tokens?: 'opaque' | 'jwt' | 'all';
  /**
   * Seconds for which a positive answer is remembered, 0 to 60; never past the token's expiry.
   *
   * @default 60
   */
  cacheSeconds?: number;
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

/** Whether a text may stand before identities; `guest` is this service's own. */
export function isNamespace(text: string): boolean {
  return /^[A-Za-z0-9-]{1,32}$/.test(text) && text !== 'guest';
}

/** Whether a policy says anything of rules and roles. What only they need is built in only then. */
export function usesPermissions({ rules, roles, mode, guests, backends }: Policy): boolean {
  return [rules, roles, mode, guests?.role, backends?.mayChooseRoles].some(
    (part) => part !== undefined,
  );
}

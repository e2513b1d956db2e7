/** The types of `src/policy.ts`. */
import type { HmacAlgorithm, SignatureAlgorithm } from '../authenticate/algorithms';
import type { ClaimValue, Rule } from '../authorize/rule';
import type { SecretEncoding } from './reader';

/** What a deployment decides in TypeScript. */
export interface Policy {
  /**
   * The issuers whose tokens are accepted. Left out, the variables `AUTH_*` describe the only one;
   * given, they must not be set.
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
   * callers that match none are refused. Left out, every authenticated caller gets one.
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
   * Precedes each identity that a backend names, with a tilde between. Letters, digits and `-`, at
   * most 32; not `guest`, and not one of an issuer.
   *
   * @default 'backend'
   */
  namespace?: string;
  /**
   * How the identities that backends name are formatted, whatever the issuers' format is. `hashed`
   * takes its secret from `IDENTITY_SECRET`.
   *
   * @default 'escaped'
   */
  format?: IdentityFormatName;
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

/**
 * One issuer, and how its tokens are validated. Each field means the same as the variable that is
 * named with it.
 */
export interface IssuerPolicy {
  /**
   * `AUTH_ISSUER`: the `iss` of its tokens, exactly, trailing slash included; several spellings of it
   * in an array, of which the first one names it; or a pattern with one `{claim}` for an issuer per
   * tenant, which needs keys given explicitly. Can be left out of one entry, if that has such keys or
   * asks its login.
   *
   * @example 'https://example.eu.auth0.com/'
   * @example ['https://accounts.google.com', 'accounts.google.com']
   * @example 'https://login.microsoftonline.com/{tid}/v2.0'
   */
  issuer?: string | readonly string[];
  /**
   * The values that the place of a pattern may have. Left out, tenants are not restricted.
   *
   * @example ['72f988bf-86f1-41af-91ab-2d7cd011db47']
   */
  tenants?: readonly string[];
  /**
   * `AUTH_AUDIENCE`: audiences, any one of which a token must name. `ANY_TOKEN_OF_THIS_KEY` skips the
   * check where keys are given explicitly; use `requiredClaims` with it. Required where keys verify
   * tokens.
   *
   * @example 'https://chat.example.com'
   * @example ['web-client-id', 'mobile-client-id']
   */
  audience?: string | readonly string[];
  /**
   * `AUTH_AUDIENCE_CLAIM`: the claim that names the audience.
   *
   * @default 'aud'
   * @example 'client_id' // Amazon Cognito's access tokens
   * @example 'azp' // Clerk
   */
  audienceClaim?: string;
  /**
   * `AUTH_REQUIRED_CLAIMS`: claims that must have exactly these values, all of them.
   *
   * @example { type: 'access', email_verified: true }
   */
  requiredClaims?: Readonly<Record<string, ClaimValue>>;
  /**
   * `AUTH_ALGORITHMS`: the signature algorithms that are accepted. `Ed25519` is `EdDSA`.
   *
   * @default ['RS256', 'ES256', 'EdDSA'], or with `secretVariables` ['HS256']
   */
  algorithms?: readonly (SignatureAlgorithm | HmacAlgorithm | 'Ed25519')[];
  /**
   * `AUTH_JWKS_URI`: the address of the keys, if they are not to be found by OpenID discovery.
   *
   * @example 'https://login.example.com/keys.json'
   */
  jwksUri?: string;
  /** `AUTH_PUBLIC_KEY`: the only public key, as a JWK, a PEM, or a PEM's base64 alone. */
  publicKey?: string;
  /**
   * A key set (RFC 7517 §5) of JWKs and PEMs, compiled in. It is used from the first request on, also
   * while the issuer is down. Keys that the issuer publishes replace it as soon as they could be
   * fetched.
   *
   * @example { keys: [{ kty: 'EC', crv: 'P-256', kid: '2026-01', x: '…', y: '…' }] }
   */
  keySet?: { readonly keys: readonly (object | string)[] };
  /**
   * Whether keys are fetched from the issuer. `false` makes `keySet` the only keys there are: a new
   * key then needs a deployment.
   *
   * @default true
   */
  fetchKeys?: boolean;
  /**
   * `AUTH_SECRET` and `AUTH_SECRET_PREVIOUS`: the names of the variables that hold the secrets shared
   * with this issuer, each of at least 32 bytes: the current one, and the previous one during a
   * rotation.
   *
   * @example ['PARTNER_SECRET', 'PARTNER_SECRET_PREVIOUS']
   */
  secretVariables?: readonly string[];
  /**
   * `AUTH_SECRET_ENCODING`: how these secrets are written.
   *
   * @default 'utf8'
   */
  secretEncoding?: SecretEncoding;
  /**
   * `AUTH_TOKEN_TYPE`: the values of the header `typ` that are accepted besides an absent one.
   *
   * @default ['JWT', 'at+jwt']
   */
  tokenTypes?: readonly string[];
  /** `AUTH_MAX_AGE`: seconds after `iat` at which a token ends at the latest. Makes `exp` optional. */
  maxAge?: number;
  /**
   * `AUTH_CLOCK_TOLERANCE`: seconds by which the clock of the issuer may differ, 0 to 300.
   *
   * @default AUTH_CLOCK_TOLERANCE, else 30
   */
  clockTolerance?: number;
  /**
   * `AUTH_REQUIRED_SCOPE`: scopes that a token must have, all of them, in `scope` or `scp`.
   *
   * @example 'chat'
   * @example ['chat', 'profile']
   */
  requiredScope?: string | readonly string[];
  /**
   * `AUTH_INTROSPECTION_*`: asks the issuer's introspection endpoint (RFC 7662) about tokens. Only one
   * entry can be asked about tokens that are not JWTs, because nothing in them says whose they are.
   *
   * @example { url: 'https://login.example.com/introspect', clientId: 'chat', secretVariable: 'STAFF_CLIENT_SECRET' }
   */
  introspection?: IntrospectionPolicy;
  /** `AUTH_USERINFO_*`: asks any address of the login whose credential it is. Not with `introspection`. */
  userinfo?: UserinfoPolicy;
  /** `IDENTITY_*`: how a claim becomes an identity; what is left out is as these variables say. */
  identity?: IdentityPolicy;
  /**
   * Precedes each identity of this issuer with a tilde between, so that users of two issuers never
   * share an identity. Required as soon as there are two. Letters, digits and `-`, at most 32; not
   * `guest`. Changing it gives every user a new identity.
   *
   * @example 'staff' // staff~alice_40example.com
   */
  namespace?: string;
}

/** How an issuer is asked about tokens by introspection. */
export interface IntrospectionPolicy {
  /** `AUTH_INTROSPECTION_URL`: https, or http on loopback. */
  url: string;
  /** `AUTH_INTROSPECTION_CLIENT_ID`; left out with the method `bearer`. */
  clientId?: string;
  /** The name of the variable that holds the client's secret, or the access token for `bearer`. */
  secretVariable: string;
  /**
   * `AUTH_INTROSPECTION_AUTH_METHOD`: how the client authenticates, by the names of OpenID Connect
   * Core 1.0 §9, or `bearer` for an access token of its own (RFC 7662 §2.1).
   *
   * @default 'client_secret_basic'
   */
  authMethod?: 'client_secret_basic' | 'client_secret_post' | 'bearer';
  /**
   * `AUTH_INTROSPECTION_TOKENS`: which tokens it is asked about. A JWT is verified by its signature
   * first and then confirmed, so that a revocation takes effect (see `cacheSeconds`).
   *
   * @default 'opaque'
   */
  tokens?: 'opaque' | 'jwt' | 'all';
  /**
   * `AUTH_INTROSPECTION_CACHE`: seconds for which a positive answer is cached, 0 to 60; never past the
   * token's expiry.
   *
   * @default 60
   */
  cacheSeconds?: number;
}

/** How a login is asked whose credential it is. */
export interface UserinfoPolicy {
  /** `AUTH_USERINFO_URL`: https, or http on loopback. */
  url: string;
  /**
   * `AUTH_USERINFO_SEND`: how the credential is handed on.
   *
   * @default 'bearer'
   * @example 'scheme Token' // Authorization: Token …
   */
  send?: 'bearer' | 'cookie' | `header ${string}` | `scheme ${string}`;
  /**
   * `AUTH_USERINFO_TOKENS`: which credentials it is asked about. With `all` no key is needed.
   *
   * @default 'opaque'
   */
  tokens?: 'opaque' | 'all';
  /**
   * `AUTH_USERINFO_HEADER`: one fixed header that is sent along.
   *
   * @example 'X-Parse-Application-Id: my-app'
   */
  header?: string;
  /**
   * `AUTH_INTROSPECTION_CACHE`: seconds for which a positive answer is cached, 0 to 60.
   *
   * @default 60
   */
  cacheSeconds?: number;
}

/** How a claim becomes an identity. */
export interface IdentityPolicy {
  /**
   * `IDENTITY_CLAIM`: a claim, a path with dots between, or a JSON pointer (RFC 6901) that begins with
   * `/`.
   *
   * @default IDENTITY_CLAIM, else 'sub'
   * @example 'email'
   * @example 'user.id'
   * @example '/https:~1~1hasura.io~1jwt~1claims/x-hasura-user-id'
   */
  claim?: string;
  /**
   * `IDENTITY_CLAIM_TYPE`: the type that the claim must have. Numbers are accepted only as integers up
   * to 2^53 - 1, beyond which two of them would look the same.
   *
   * @default IDENTITY_CLAIM_TYPE, else 'string'
   */
  claimType?: 'string' | 'number';
  /**
   * `IDENTITY_FORMAT`. `hashed` takes its secret from `IDENTITY_SECRET`.
   *
   * @default IDENTITY_FORMAT, else 'escaped'
   */
  format?: IdentityFormatName;
}

/** The name of a format of identities. */
export type IdentityFormatName = 'escaped' | 'hashed' | 'verbatim';

/** Whether a policy says anything of rules and roles. */
export function usesPermissions({ rules, roles, mode, guests, backends }: Policy): boolean {
  return [rules, roles, mode, guests?.role, backends?.mayChooseRoles].some(
    (part) => part !== undefined,
  );
}

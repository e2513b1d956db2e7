/**
 * The one table of variables. What the service reads, which names are unknown, `.env.example` and the
 * table of `docs/configuration.md` are all derived from it.
 */
import {
  claims,
  digits,
  integer,
  list,
  listOf,
  matching,
  oneOf,
  origins,
  type ReadValue,
  sid,
  text,
  url,
  type Wrong,
} from './values';

/** The groups of variables, in the order in which they are documented, with their titles. */
export const GROUPS = {
  twilio: 'Twilio',
  tokens: 'Whose tokens are accepted',
  login: 'Asking the login',
  identity: 'Which identity users have in Conversations',
  access: 'What they get',
  guests: 'Guests',
  others: 'Other functions',
} as const;

/** One variable. */
export interface Variable<T = unknown> {
  group: keyof typeof GROUPS;
  /** Reads its text. */
  read: ReadValue<T>;
  /** What is read if it is not set. */
  fallback?: string;
  /** What holds if it is not set, in words, where there is no text for it. */
  absent?: string;
  /** What it is for, with its unit and limits, in Markdown. */
  meaning: string;
}

const HMAC_SECRET = 'Make one with: `openssl rand -base64 48`.';
const SHA256 = /^[0-9a-f]{64}$/;
/** A token as in RFC 9110 §5.6.2: the name of a header, or of a cookie (RFC 6265 §4.1.1). */
const HTTP_TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;

/** Seconds, 300 to 86400: Twilio asks for a refresh three minutes before the end, and takes a day. */
export const LIFETIME = { min: 300, max: 86_400, unit: 'seconds' };

/** By name, in the order in which they are documented. */
export const VARIABLES = {
  TWILIO_ACCOUNT_SID: {
    group: 'twilio',
    read: sid('AC', 'an account SID'),
    absent: "the platform's `ACCOUNT_SID`",
    meaning: 'The account: AC and 32 hexadecimal digits. The first page of the console shows it.',
  },
  TWILIO_API_KEY_SID: {
    group: 'twilio',
    read: sid('SK', 'the SID of an API key'),
    absent: 'required',
    meaning:
      'An API key of type Standard, made in the region below: SK and 32 hexadecimal digits. Console, Account, API keys & tokens, Create API key.',
  },
  TWILIO_API_KEY_SECRET: {
    group: 'twilio',
    read: text,
    absent: 'required',
    meaning: 'Its secret, which the console shows once.',
  },
  CONVERSATIONS_SERVICE_SID: {
    group: 'twilio',
    read: sid('IS', 'the SID of a Conversations Service'),
    absent: 'required',
    meaning:
      'The Conversations Service (not a Messaging Service, MG…): IS and 32 hexadecimal digits. Console, Conversations, Services.',
  },
  TWILIO_REGION: {
    group: 'twilio',
    read: oneOf('us1', 'ie1'),
    fallback: 'us1',
    meaning: 'The region of the key and the service: `us1` or `ie1`.',
  },
  PUSH_CREDENTIAL_SID: {
    group: 'twilio',
    read: sid('CR', 'the SID of a push credential'),
    meaning:
      'For push notifications: CR and 32 hexadecimal digits. Console, Conversations, Push credentials.',
  },

  AUTH_ISSUER: {
    group: 'tokens',
    read: list,
    absent: 'required unless keys are given or a login is asked',
    meaning:
      'The `iss` of the tokens, exactly, with or without trailing slash as the tokens have it. Several spellings of one issuer are separated by commas; the first one names it. Where the keys are found by discovery it is an https URL; with `AUTH_JWKS_URI`, `AUTH_PUBLIC_KEY` or `AUTH_SECRET` it is any text. With one issuer per tenant, a pattern such as `https://login.microsoftonline.com/{tid}/v2.0`, whose place must equal that claim of the token.',
  },
  AUTH_AUDIENCE: {
    group: 'tokens',
    read: list,
    absent: 'required where keys verify tokens',
    meaning:
      'The audience: what the identity provider puts into tokens for this service. Comma-separated, any one must match. `ANY_TOKEN_OF_THIS_KEY` skips the check, for keys that sign tokens of this app only; use it with `AUTH_REQUIRED_CLAIMS`.',
  },
  AUTH_AUDIENCE_CLAIM: {
    group: 'tokens',
    read: text,
    fallback: 'aud',
    meaning:
      'The claim that names the audience: any that is constant for the app. `client_id` for access tokens of Amazon Cognito, `azp` for Clerk.',
  },
  AUTH_REQUIRED_CLAIMS: {
    group: 'tokens',
    read: claims,
    meaning:
      'Claims that must have exactly these values, all of them, comma-separated: `type=access,email_verified=true`.',
  },
  AUTH_JWKS_URI: {
    group: 'tokens',
    read: text,
    absent: 'by discovery',
    meaning:
      "The address of the issuer's keys (https): a key set, PEM, or a JSON object of PEMs by `kid`. Skips discovery.",
  },
  AUTH_PUBLIC_KEY: {
    group: 'tokens',
    read: text,
    meaning:
      'One public key instead of an address: a JWK, or the base64 of a PEM without its first and last line.',
  },
  AUTH_ALGORITHMS: {
    group: 'tokens',
    read: list,
    absent: '`RS256,ES256,EdDSA`; with a secret `HS256`',
    meaning:
      'The signature algorithms that are accepted, comma-separated: `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `ES512`, `EdDSA` (or `Ed25519`); with a secret `HS256`, `HS384`, `HS512`.',
  },
  AUTH_SECRET: {
    group: 'tokens',
    read: text,
    meaning: `The secret with which your own backend signs tokens, instead of published keys: 32 bytes or more. ${HMAC_SECRET}`,
  },
  AUTH_SECRET_PREVIOUS: {
    group: 'tokens',
    read: text,
    meaning: 'The secret before that, during a rotation: 32 bytes or more.',
  },
  AUTH_SECRET_ENCODING: {
    group: 'tokens',
    read: text,
    fallback: 'utf8',
    meaning:
      'How the two secrets are written: `utf8` is the text itself; `base64`, `base64url` and `hex` are decoded first.',
  },
  AUTH_TOKEN_TYPE: {
    group: 'tokens',
    read: list,
    fallback: 'JWT,at+jwt',
    meaning:
      'The values of the header `typ` that are accepted besides an absent one, comma-separated. `access` for Feathers.',
  },
  AUTH_MAX_AGE: {
    group: 'tokens',
    read: digits,
    meaning:
      'Seconds after `iat` at which a token ends at the latest, 1 to 315360000. Makes `exp` optional.',
  },
  AUTH_CLOCK_TOLERANCE: {
    group: 'tokens',
    read: digits,
    fallback: '30',
    meaning: "Seconds by which the issuer's clock may differ, 0 to 300.",
  },
  AUTH_REQUIRED_SCOPE: {
    group: 'tokens',
    read: text,
    meaning: 'Scopes that a token must have, all of them, space-separated, in `scope` or `scp`.',
  },
  AUTH_HEADER: {
    group: 'tokens',
    read: matching(HTTP_TOKEN, 'is not the name of a header.'),
    fallback: 'authorization',
    meaning:
      'A header that has the bare token, where a proxy puts it there: `cf-access-jwt-assertion`. `Authorization: Bearer` is accepted besides.',
  },
  AUTH_COOKIE: {
    group: 'tokens',
    read: listOf(HTTP_TOKEN, 'must list names of cookies.'),
    meaning:
      "Cookies that may have the credential, comma-separated, for functions behind the app's own domain. The chunks `name.0`, `name.1` … belong to them. Needs `ALLOWED_ORIGINS`.",
  },
  BACKEND_TOKENS: {
    group: 'tokens',
    read: listOf(
      SHA256,
      'must list SHA-256 digests, 64 hexadecimal digits each.',
      'Make one with: npm run backend-token',
    ),
    meaning:
      'SHA-256 digests of the tokens of trusted backends, comma-separated, 64 hexadecimal digits each. Make one with: `npm run backend-token`.',
  },

  AUTH_INTROSPECTION_URL: {
    group: 'login',
    read: text,
    meaning:
      "For tokens that are not JWTs: the identity provider's introspection endpoint (RFC 7662, https). Its metadata lists it as `introspection_endpoint`.",
  },
  AUTH_INTROSPECTION_CLIENT_ID: {
    group: 'login',
    read: text,
    absent: 'required with `AUTH_INTROSPECTION_URL`, except for `bearer`',
    meaning: 'The client as which this service authenticates there.',
  },
  AUTH_INTROSPECTION_CLIENT_SECRET: {
    group: 'login',
    read: text,
    absent: 'required with `AUTH_INTROSPECTION_URL`',
    meaning: 'The secret of that client; for `bearer`, the access token that is sent.',
  },
  AUTH_INTROSPECTION_AUTH_METHOD: {
    group: 'login',
    read: text,
    fallback: 'client_secret_basic',
    meaning:
      'How the client authenticates: `client_secret_basic`, `client_secret_post` or `bearer`.',
  },
  AUTH_INTROSPECTION_TOKENS: {
    group: 'login',
    read: text,
    fallback: 'opaque',
    meaning:
      'Which tokens are asked about: `opaque` (those that are not JWTs), `jwt` or `all`. A JWT is verified by its signature first and then confirmed, so that a revocation takes effect.',
  },
  AUTH_INTROSPECTION_CACHE: {
    group: 'login',
    read: digits,
    fallback: '60',
    meaning:
      'Seconds for which a positive answer is cached, 0 to 60; the answers of `AUTH_USERINFO_URL` too.',
  },
  AUTH_USERINFO_URL: {
    group: 'login',
    read: text,
    meaning:
      'Any address of your login (https) that answers with a JSON object about the user whose credential it is sent: UserInfo, a session, `/me`. It cannot tell for which app a token was issued.',
  },
  AUTH_USERINFO_SEND: {
    group: 'login',
    read: text,
    fallback: 'bearer',
    meaning:
      'How the credential is sent there: `bearer`, `cookie`, `header NAME`, or `scheme NAME` for `Authorization: NAME …`.',
  },
  AUTH_USERINFO_TOKENS: {
    group: 'login',
    read: text,
    fallback: 'opaque',
    meaning:
      'Which tokens are asked about: `opaque` (those that are not JWTs) or `all`. With `all` no key is needed.',
  },
  AUTH_USERINFO_HEADER: {
    group: 'login',
    read: text,
    meaning: 'One fixed header that is sent along: `X-Parse-Application-Id: my-app`.',
  },

  IDENTITY_CLAIM: {
    group: 'identity',
    read: text,
    fallback: 'sub',
    meaning:
      'The claim that names the user: a name, a path such as `user.id`, or a JSON pointer that begins with `/`. `email` is used only if it is verified.',
  },
  IDENTITY_CLAIM_TYPE: {
    group: 'identity',
    read: text,
    fallback: 'string',
    meaning: 'The type of that claim: `string`, or `number` for integers up to 2^53 - 1.',
  },
  IDENTITY_FORMAT: {
    group: 'identity',
    read: text,
    fallback: 'escaped',
    meaning:
      '`escaped`: readable and reversible. `hashed`: tells nothing about the user. `verbatim`: as it is. Changing it later gives every user a new identity.',
  },
  IDENTITY_SECRET: {
    group: 'identity',
    read: text,
    absent: 'required with `hashed`',
    meaning: `For \`hashed\`, and only then: 32 bytes or more, never to be changed. ${HMAC_SECRET}`,
  },

  TOKEN_LIFETIME: {
    group: 'access',
    read: integer(LIFETIME),
    fallback: '3600',
    meaning: 'How long an access token is valid. Seconds, 300 to 86400.',
  },
  TOKEN_LIFETIME_FOLLOWS_CALLER: {
    group: 'access',
    read: oneOf('on', 'off'),
    fallback: 'on',
    meaning:
      "`on`: never longer than the caller's own token, but at least 300 seconds. `off`: always the lifetime.",
  },
  ALLOWED_ORIGINS: {
    group: 'access',
    read: origins,
    absent: 'any',
    meaning:
      'The origins whose pages may ask, as browsers send them, comma-separated: `https://app.example.com,https://admin.example.com`.',
  },

  GUESTS: {
    group: 'guests',
    read: oneOf('on', 'off'),
    fallback: 'off',
    meaning: '`on`: visitors without a login get an identity of their own from `/guest`.',
  },
  GUEST_SECRET: {
    group: 'guests',
    read: text,
    absent: 'required with `GUESTS=on`',
    meaning: `Signs guest tickets: 32 bytes or more. ${HMAC_SECRET}`,
  },
  GUEST_SECRET_PREVIOUS: {
    group: 'guests',
    read: text,
    meaning: 'The secret before that, during a rotation: 32 bytes or more.',
  },
  GUEST_LIFETIME_DAYS: {
    group: 'guests',
    read: integer({ min: 1, max: 365, unit: 'days' }),
    fallback: '30',
    meaning: 'How long a visitor keeps one identity. Days, 1 to 365, never extended.',
  },
  GUEST_CHALLENGE_URL: {
    group: 'guests',
    read: url,
    meaning:
      'A challenge to be passed before a ticket is given: the siteverify address of Cloudflare Turnstile, hCaptcha or reCAPTCHA v2.',
  },
  GUEST_CHALLENGE_SECRET: {
    group: 'guests',
    read: text,
    absent: 'required with `GUEST_CHALLENGE_URL`',
    meaning: 'The secret of your site at that provider.',
  },

  OTHER_VARIABLES: {
    group: 'others',
    read: listOf(/^[A-Za-z_]\w*$/, 'must list names of variables.'),
    meaning:
      'Names of variables that belong to other functions of this project, comma-separated, where this service would take them for misspelt ones of its own.',
  },
} as const satisfies Record<string, Variable>;

/** The name of a variable. */
export type VariableName = keyof typeof VARIABLES;

/** The value that a variable has once it is read. */
export type VariableValue<N extends VariableName> = Exclude<
  ReturnType<(typeof VARIABLES)[N]['read']>,
  Wrong
>;

/** The names of all variables. */
export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];

/** The variables of the platform that are read, for credentials and mix-ups of them. */
export const READ_PLATFORM_NAMES = ['ACCOUNT_SID', 'AUTH_TOKEN'] as const;

/** What the platform adds to every environment. */
export const PLATFORM_NAMES = [
  ...READ_PLATFORM_NAMES,
  'DOMAIN_NAME',
  'PATH',
  'SERVICE_SID',
  'ENVIRONMENT_SID',
] as const;

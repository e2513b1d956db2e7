/**
 * From one real token or cookie of an app to the variables under which the service accepts it: which
 * keys verify it, who issued it, what can serve as audience, and whether it is a token that should be
 * accepted at all. The token is decoded on this machine; only what a login publishes is fetched.
 */
import { looksLikeJwt } from '../../src/authenticate';
import { HMAC_HASHES } from '../../src/authenticate/algorithms';
import { readSigningKeys } from '../../src/authenticate/key-set/signing-keys';
import type { HttpGet } from '../../src/http/get';
import { isJsonObject } from '../../src/http/json';
import { parseTrustworthyUrl } from '../../src/http/url';
import { parseSettings } from '../../src/settings';
import { recognise } from '../providers';
import { advise } from './advice';
import { mapIssuers, signAnew, withoutConfirmation } from './assume';
import { audienceCandidates, identityCandidates, kindOfToken, uncheckedKinds } from './claims';
import { decodeLeniently, type LenientJwt } from './credential';
import { encodingThatVerifies } from './secrets';
import { decide } from './service';
import { walk } from './walk';

/** A credential as an app has it. */
export interface ShownCredential {
  readonly token: string;
  /** The name of the cookie that it was in, if it was. */
  readonly cookie?: string;
}

/** A variable, and why it is proposed. */
export interface ProposedVariable {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

/** What setup has to ask, because no token tells it. */
export type Asked = 'secret' | 'public-key' | 'address';

/** What was worked out. */
export interface Proposal {
  /** What kind of credential it is, and whose, in one sentence. */
  readonly what: string;
  /** The page about the login, if it is one that is known. */
  readonly page: string | undefined;
  readonly variables: readonly ProposedVariable[];
  /** What is missing yet. */
  readonly asked: Asked | undefined;
  /** Why this credential must not be accepted, if that is so. */
  readonly refused: string | undefined;
}

/** What is known besides the credential: what the token does not tell. */
export interface Known {
  readonly secret?: string;
  readonly publicKey?: string;
  /** Where the login answers who a credential belongs to. */
  readonly address?: string;
}

/** Works out variables for a credential. */
export async function propose(
  shown: ShownCredential,
  known: Known,
  get: HttpGet,
): Promise<Proposal> {
  const { token, cookie } = shown;
  const jwt =
    looksLikeJwt(token) && token.split('.').length === 3 ? decodeLeniently(token) : undefined;
  const [system] = recognise(
    jwt
      ? { kind: 'jwt', header: jwt.header, payload: jwt.claims }
      : cookie === undefined
        ? { kind: 'token', text: token }
        : { kind: 'cookie', name: cookie },
  );
  const of = system ? ` of ${system.name}` : '';
  if (!jwt) {
    const five = token.split('.').length === 5;
    const what = five
      ? `an encrypted token${of}`
      : cookie
        ? `a session cookie${of}`
        : `an opaque token${of}`;
    return {
      what: `This is ${what}: only your login knows who it belongs to.`,
      page: system?.page,
      variables: known.address === undefined ? [] : askedVariables(shown, known.address, five),
      asked: known.address === undefined ? 'address' : undefined,
      refused: undefined,
    };
  }
  const kind = kindOfToken(jwt.header, jwt.claims);
  const name =
    kind === 'id' ? 'an ID token' : kind === 'refresh' ? 'a refresh token' : 'a signed token';
  const keys = await findKeys(token, jwt, known, get);
  return {
    what: `This is ${name}${of}, signed with ${String(jwt.header.alg)}.`,
    page: system?.page,
    variables: [
      ...keys.variables,
      ...claimVariables(jwt, keys.explicit),
      ...(cookie === undefined ? [] : [cookieVariable(cookie)]),
    ],
    asked: keys.asked,
    refused:
      kind === 'refresh'
        ? 'A refresh token must not open the chat: it lives long, and only your login may take it. Show the access token instead.'
        : undefined,
  };
}

const cookieVariable = (cookie: string): ProposedVariable => ({
  name: 'AUTH_COOKIE',
  value: cookie,
  why: 'the credential comes in this cookie',
});

function askedVariables(
  { cookie }: ShownCredential,
  address: string,
  encrypted: boolean,
): ProposedVariable[] {
  return [
    {
      name: 'AUTH_USERINFO_URL',
      value: address,
      why: 'the service asks there who a credential belongs to',
    },
    ...(cookie === undefined
      ? []
      : [
          cookieVariable(cookie),
          { name: 'AUTH_USERINFO_SEND', value: 'cookie', why: 'your login expects it as a cookie' },
        ]),
    ...(cookie !== undefined || encrypted
      ? [{ name: 'AUTH_USERINFO_TOKENS', value: 'all', why: 'no key can verify this credential' }]
      : []),
  ];
}

interface Keys {
  variables: ProposedVariable[];
  /** Whether the keys are given by address, key or secret, so that the issuer is only compared. */
  explicit: boolean;
  asked?: Asked;
}

async function findKeys(
  token: string,
  { header, claims }: LenientJwt,
  known: Known,
  get: HttpGet,
): Promise<Keys> {
  const alg = String(header.alg);
  const algorithm = (usual: readonly string[]): ProposedVariable[] =>
    usual.includes(alg)
      ? []
      : [{ name: 'AUTH_ALGORITHMS', value: alg, why: 'the algorithm of its signature' }];
  if (Object.hasOwn(HMAC_HASHES, alg)) {
    if (known.secret === undefined) return { variables: [], explicit: true, asked: 'secret' };
    const encoding = encodingThatVerifies(token, [known.secret]);
    if (encoding === undefined) return { variables: [], explicit: true, asked: 'secret' };
    const variables: ProposedVariable[] = [
      { name: 'AUTH_SECRET', value: known.secret, why: 'the signature verifies with it' },
      ...(encoding === 'utf8'
        ? []
        : [
            {
              name: 'AUTH_SECRET_ENCODING',
              value: encoding,
              why: `it verifies decoded from ${encoding}`,
            },
          ]),
      ...algorithm(['HS256']),
    ];
    return { variables, explicit: true };
  }
  const usual = algorithm(['RS256', 'ES256', 'EdDSA', 'Ed25519']);
  if (known.publicKey !== undefined) {
    const why = 'the public key of your login';
    return {
      variables: [{ name: 'AUTH_PUBLIC_KEY', value: known.publicKey, why }, ...usual],
      explicit: true,
    };
  }
  const { iss } = claims;
  const found = typeof iss === 'string' ? await findKeySet(iss, get) : undefined;
  if (found === undefined) return { variables: usual, explicit: true, asked: 'public-key' };
  if (found.discovered) return { variables: usual, explicit: false };
  const why = 'the keys of your login were found there, and it has no OpenID discovery';
  return {
    variables: [{ name: 'AUTH_JWKS_URI', value: found.uri, why }, ...usual],
    explicit: true,
  };
}

const LIMITS = { timeoutMs: 3000, maxBytes: 256 * 1024 };

/** Where an issuer has its keys: by discovery, by RFC 8414, or at a well-known address. */
async function findKeySet(
  iss: string,
  get: HttpGet,
): Promise<{ uri: string; discovered: boolean } | undefined> {
  const address = parseTrustworthyUrl(iss) ?? parseTrustworthyUrl(`https://${iss}`);
  if (!address) return undefined;
  const base = address.href.replace(/\/$/, '');
  const { origin, pathname } = address;
  const path = pathname.replace(/\/$/, '');
  const fetchJson = (url: string) =>
    get(url, LIMITS)
      .then((body) => JSON.parse(body.toString('utf8')) as unknown)
      .catch(() => undefined);
  const documents: [url: string, discovery: boolean][] = [
    [`${base}/.well-known/openid-configuration`, true],
    // RFC 8414 §3.1: between host and path.
    [`${origin}/.well-known/oauth-authorization-server${path}`, false],
    [`${origin}/.well-known/openid-configuration${path}`, false],
  ];
  for (const [url, discovery] of documents) {
    const document = await fetchJson(url);
    const uri = isJsonObject(document) ? document.jwks_uri : undefined;
    if (typeof uri !== 'string' || !parseTrustworthyUrl(uri)) continue;
    const named = isJsonObject(document) && document.issuer === iss;
    return { uri, discovered: discovery && named && parseTrustworthyUrl(iss) !== undefined };
  }
  const places = [
    `${base}/.well-known/jwks.json`,
    `${origin}/.well-known/jwks.json`,
    `${base}/jwks`,
    `${base}/keys`,
    `${base}/oauth/jwks`,
    `${base}/protocol/openid-connect/certs`,
  ];
  for (const uri of new Set(places)) {
    try {
      readSigningKeys(await fetchJson(uri));
      return { uri, discovered: false };
    } catch {
      // There is no key set.
    }
  }
  return undefined;
}

function claimVariables({ header, claims }: LenientJwt, explicit: boolean): ProposedVariable[] {
  const { iss, sub, exp } = claims;
  const [audience] = audienceCandidates(claims);
  const kinds = uncheckedKinds(claims, { requiredClaims: [], audience: 'any', audienceClaim: '' });
  const kind = kindOfToken(header, claims);
  const usualTypes = ['jwt', 'at+jwt'];
  const typ =
    typeof header.typ === 'string' ? header.typ.toLowerCase().replace(/^application\//, '') : 'jwt';
  const [identity] = identityCandidates(claims);
  const named = identity === undefined ? undefined : claims[identity];
  return [
    ...(typeof iss === 'string'
      ? [
          {
            name: 'AUTH_ISSUER',
            value: iss,
            why: explicit
              ? 'the iss of your tokens; it is compared'
              : 'the iss of your tokens; its keys are found from there',
          },
        ]
      : []),
    ...audienceVariables(audience),
    ...(kinds[0] && kind !== 'refresh'
      ? [
          {
            name: 'AUTH_REQUIRED_CLAIMS',
            value: `${kinds[0].claim}=${kinds[0].value}`,
            why: 'so that other kinds of token, such as refresh tokens, are refused',
          },
        ]
      : []),
    ...(usualTypes.includes(typ)
      ? []
      : [{ name: 'AUTH_TOKEN_TYPE', value: typ, why: 'the typ in the header of your tokens' }]),
    ...(exp === undefined || exp === null
      ? [
          {
            name: 'AUTH_MAX_AGE',
            value: '3600',
            why: 'your tokens never expire, so their age is limited',
          },
        ]
      : []),
    ...(identity !== undefined && identity !== 'sub' && sub === undefined
      ? [{ name: 'IDENTITY_CLAIM', value: identity, why: 'it names the user; there is no sub' }]
      : []),
    ...(typeof named === 'number'
      ? [{ name: 'IDENTITY_CLAIM_TYPE', value: 'number', why: `${identity} is a number` }]
      : []),
  ];
}

function audienceVariables(
  audience: { claim: string; value: string } | undefined,
): ProposedVariable[] {
  if (!audience) {
    return [
      {
        name: 'AUTH_AUDIENCE',
        value: 'ANY_TOKEN_OF_THIS_KEY',
        why: 'nothing in the token names your app, so every token of this key is accepted. Do this only if the key is for your app alone',
      },
    ];
  }
  const { claim, value } = audience;
  const why = `${claim} names the app that the token is for. See that it is the same in every token of your app`;
  return [
    ...(claim === 'aud'
      ? []
      : [{ name: 'AUTH_AUDIENCE_CLAIM', value: claim, why: 'there is no aud' }]),
    { name: 'AUTH_AUDIENCE', value, why },
  ];
}

/** Whether a credential is accepted under variables, and what is not. */
export interface Proof {
  readonly accepted: boolean;
  /** The identity that its user gets. */
  readonly identity: string | undefined;
  /** What is wrong, and what to do, as sentences. */
  readonly problems: readonly string[];
  /** What would be refused, with the code. */
  readonly refused: readonly { readonly what: string; readonly code: string }[];
}

/** Runs a credential through the service's own code, under variables. */
export async function prove(
  token: string,
  variables: Readonly<Record<string, string>>,
  { get, now }: { get: HttpGet; now: number },
): Promise<Proof> {
  const parsed = parseSettings({ ...STAND_IN, ...variables }, {});
  if (!parsed.ok) {
    const problems = parsed.problems.map(({ variable, sentence }) => `${variable} ${sentence}`);
    return { accepted: false, identity: undefined, problems, refused: [] };
  }
  const { settings } = parsed;
  const place = { settings, now, get, offline: false };
  const found = await walk({ token, fields: {} }, place);
  // A token that has ended since it was copied shows as much as a fresh one.
  const faults = found.faults.filter(({ refusal }) => refusal.code !== 'token_expired');
  const jwt = looksLikeJwt(token) ? decodeLeniently(token) : undefined;
  const refused = [];
  for (const [what, claims] of Object.entries(jwt ? otherTokens(jwt, now / 1000) : {})) {
    const unasked = withoutConfirmation(settings);
    const signed = signAnew(jwt?.header ?? {}, claims, unasked);
    const { refused: refusal } = await decide(
      signed.token,
      {},
      mapIssuers(signed.settings, (each) => each),
      { now, get },
    );
    if (refusal) refused.push({ what, code: refusal.code });
  }
  return {
    accepted: faults.length === 0,
    identity: found.identity,
    problems: faults.length === 0 ? [] : advise({ ...found, faults }, token),
    refused,
  };
}

/** Tokens of the same login that should not be accepted. */
function otherTokens({ header, claims }: LenientJwt, nowSeconds: number): Record<string, object> {
  const fresh = { ...claims, exp: nowSeconds + 600 };
  const [kind] = uncheckedKinds(claims, { requiredClaims: [], audience: 'any', audienceClaim: '' });
  const [audience] = audienceCandidates(claims);
  return {
    'an expired token': { ...claims, exp: nowSeconds - 3600, iat: nowSeconds - 7200 },
    ...(audience && { 'a token for another app': { ...fresh, [audience.claim]: 'another-app' } }),
    ...(kind &&
      kindOfToken(header, claims) !== 'refresh' && {
        'a refresh token': { ...fresh, [kind.claim]: 'refresh' },
      }),
    ...(typeof claims.iss === 'string' && {
      'a token of another issuer': { ...fresh, iss: `${claims.iss}.example` },
    }),
  };
}

/** Twilio's side, which no token is judged by. */
const STAND_IN = {
  TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
  TWILIO_API_KEY_SID: `SK${'0123456789abcdef'.repeat(2)}`,
  TWILIO_API_KEY_SECRET: 'stands-in-while-a-token-is-tried-out',
  CONVERSATIONS_SERVICE_SID: `IS${'0123456789abcdef'.repeat(2)}`,
  ALLOWED_ORIGINS: 'https://app.example.com',
};

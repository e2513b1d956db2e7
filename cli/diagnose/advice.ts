/**
 * What to do about a credential that is refused, from what the walk found: which variable to change,
 * which other token to send, or where else to look. The sentences are for whoever operates the
 * service. None has a token or a secret in it.
 */
import { HMAC_HASHES } from '../../src/authenticate/algorithms';
import { nameOfIssuer } from '../../src/authenticate/issuer';
import type { Refusal, RefusalCode } from '../../src/errors';
import type { IssuerEntry } from '../../src/settings';
import { POLICY_FILE } from '../../src/settings/problem';
import { printable } from '../printable';
import { audienceCandidates, cautionAbout, identityCandidates, kindOfToken } from './claims';
import { pageFor } from './pages';
import { encodingThatVerifies } from './secrets';
import type { Walk } from './walk';

/** What is known besides the walk. */
interface Case extends Walk {
  readonly token: string;
  /** Whether the variables describe the issuer; if not, `src/policy.ts` does. */
  readonly variables: boolean;
}

type Advice = (refusal: Refusal, found: Case) => string | undefined;

/** Sentences for a credential, the most important first; empty if there is nothing to do. */
export function advise(walk: Walk, token: string, variables = true): string[] {
  if (walk.faults.length > 0 && isStrayTicket(walk)) return [GUESTS_OFF];
  const found: Case = { ...walk, token, variables };
  const sentences = walk.faults.map(({ refusal }) => ADVICE[refusal.code]?.(refusal, found));
  // A token of the wrong kind fails for several reasons, and one sentence says it.
  const wrongKind = walk.faults.length > 0 ? otherToken(found) : undefined;
  const granted = walk.faults.length === 0 ? cautionFor(found) : undefined;
  const all = [wrongKind, ...sentences, granted].filter((each) => each !== undefined);
  return [...new Set(all.map((each) => printable(each, MAX_SENTENCE)))];
}

const MAX_SENTENCE = 600;

/** A setting as it is written: a variable, or a field of the policy. */
function set({ variables }: Case, variable: string, field: string, value: string): string {
  return variables
    ? `${variable}=${value}`
    : `${field}: ${JSON.stringify(value)} for this issuer in ${POLICY_FILE}`;
}

function otherToken({ claims, header, entry }: Case): string | undefined {
  const kind = kindOfToken(header, claims);
  if (kind === undefined || kind === 'access') return undefined;
  const wants = entry?.audience;
  const accepted =
    wants !== undefined && wants !== 'any' && kind === 'id' && namesAudience(claims, wants);
  if (accepted) return undefined;
  const name = kind === 'id' ? 'an ID token' : 'a refresh token';
  return `This is ${name}. Send the access token instead${see(claims)}.`;
}

function namesAudience(claims: Record<string, unknown> = {}, wanted: readonly string[]): boolean {
  return [claims.aud].flat().some((name) => typeof name === 'string' && wanted.includes(name));
}

/** What a token that is granted still warns of. */
function cautionFor({ claims, entry, kind, header }: Case): string | undefined {
  if (kind !== 'person' || !claims || !entry) return undefined;
  return cautionAbout(header, claims, entry)?.sentence;
}

function see(claims: Record<string, unknown> | undefined): string {
  const page = pageFor(claims);
  return page === undefined ? '' : ` (${page})`;
}

/** Whether this is a guest ticket where there are no guests. */
function isStrayTicket({ header, kind }: Walk): boolean {
  return kind !== 'guest' && /guest-ticket\+jwt$/i.test(String(header?.typ));
}

const GUESTS_OFF = 'This is a guest ticket. To let guests in: GUESTS=on, with GUEST_SECRET.';

const issuerMismatch: Advice = (_refusal, found) => {
  const { claims, entry, settings } = found;
  const iss = claims?.iss;
  const names = settings.issuers.flatMap(({ issuer }) =>
    issuer.kind === 'exact' ? issuer.spellings : nameOfIssuer(issuer),
  );
  if (typeof iss !== 'string') {
    return entry?.keys?.kind === 'shared'
      ? 'The token names no issuer (iss). Leave AUTH_ISSUER out, so that the secret alone decides, or let the backend write iss.'
      : `The token names no issuer (iss), so it is probably not a token of ${names.join(', ')}. With a key that is configured (AUTH_JWKS_URI, AUTH_PUBLIC_KEY), AUTH_ISSUER can be left out.`;
  }
  const near = names.map((name) => differenceOf(name, iss)).find((each) => each !== undefined);
  const right = set(found, 'AUTH_ISSUER', 'issuer', iss);
  if (near !== undefined) return `They differ by ${near}: ${right}`;
  if (isEntraV1(iss) && names.some(isEntra)) {
    return `This is a v1.0 token of Microsoft Entra ID. Set accessTokenAcceptedVersion to 2 in the manifest of the app registration${see(claims)}.`;
  }
  return `The token comes from ${iss}, not from ${names.join(', ')}. If that is your login: ${right}. Otherwise sign in at your own login.`;
};

const isEntraV1 = (iss: string) => iss.startsWith('https://sts.windows.net/');
const isEntra = (iss: string) => iss.startsWith('https://login.microsoftonline.com/');

/** In what two spellings of one issuer differ; undefined if they are of two. */
export function differenceOf(wanted: string, found: string): string | undefined {
  const bare = (text: string) => text.replace(/\/+$/, '');
  if (bare(wanted) === bare(found)) return 'the slash at the end';
  if (wanted.trim() === found.trim()) return 'white space';
  if (wanted.toLowerCase() === found.toLowerCase()) return 'upper and lower case';
  const address = (text: string) =>
    bare(text)
      .replace(/^https?:\/\//i, '')
      .toLowerCase();
  if (address(wanted) === address(found)) return 'https:// at the beginning';
  if (address(wanted).replace(/^www\./, '') === address(found).replace(/^www\./, '')) return 'www.';
  const host = (text: string) => address(text).replace(/[/:].*$/, '');
  return host(wanted) === host(found) ? 'what follows the host' : undefined;
}

const audienceMismatch: Advice = (_refusal, found) => {
  const { claims = {}, entry } = found;
  if (!entry || entry.audience === 'any') {
    return 'This guest ticket was issued for another deployment. Ask /guest for a new one.';
  }
  const wanted = entry.audience.join(', ');
  const kind = kindOfToken(found.header, claims);
  const named = claims[entry.audienceClaim];
  if (named !== undefined && named !== null) {
    const [first] = [named].flat();
    if (kind === 'refresh' || typeof first !== 'string') return undefined;
    const more = set(found, 'AUTH_AUDIENCE', 'audience', [...entry.audience, first].join(','));
    return `The token is for ${[named].flat().join(', ')}, and ${wanted} is wanted. Request a token for ${wanted} at your login${see(claims)}; or, if that is your own app: ${more}`;
  }
  const [candidate] = audienceCandidates(claims).filter(
    ({ claim }) => claim !== entry.audienceClaim,
  );
  if (!candidate) {
    return `The token has no ${entry.audienceClaim}. Request one for ${wanted}${see(claims)}. If only your own app gets tokens of this key, AUTH_AUDIENCE=ANY_TOKEN_OF_THIS_KEY skips the check.`;
  }
  const { claim, value } = candidate;
  return `The token has no ${entry.audienceClaim}. The claim ${claim} names your app: ${set(found, 'AUTH_AUDIENCE_CLAIM', 'audienceClaim', claim)}, ${set(found, 'AUTH_AUDIENCE', 'audience', value)}`;
};

const algorithmRefused: Advice = (_refusal, found) => {
  const { header, entry, claims } = found;
  const alg = String(header?.alg);
  if (!entry?.keys) return undefined;
  if (alg.toLowerCase() === 'none') return 'The token is not signed. Let your login sign it.';
  const hmac = /^HS\d+$/.test(alg);
  if (entry.keys.kind === 'shared' && !hmac) {
    return `AUTH_SECRET is for tokens that are signed with a shared secret, and this one is signed with a private key (${alg}). Remove AUTH_SECRET; set AUTH_ISSUER${typeof claims?.iss === 'string' ? `=${claims.iss}` : ''}, or AUTH_JWKS_URI or AUTH_PUBLIC_KEY for its public key.`;
  }
  if (entry.keys.kind === 'published' && hmac) {
    return `The token is signed with a shared secret (${alg}), not with a published key. If your own backend signs it: set AUTH_SECRET, and remove AUTH_JWKS_URI${alg === 'HS256' ? ' and AUTH_ALGORITHMS' : `; AUTH_ALGORITHMS=${alg}`}.`;
  }
  const supported = hmac
    ? Object.hasOwn(HMAC_HASHES, alg)
    : /^(RS|PS|ES)(256|384|512)$|^EdDSA$|^Ed25519$/.test(alg);
  if (!supported) return `${alg} is not supported. Let your login sign with RS256, ES256 or EdDSA.`;
  const all = [...new Set<string>([...entry.keys.algorithms, alg])].join(',');
  return `The token is signed with ${alg}: ${set(found, 'AUTH_ALGORITHMS', 'algorithms', hmac ? alg : all)}`;
};

const signatureInvalid: Advice = (_refusal, found) => {
  const { entry, token, kind } = found;
  if (kind === 'guest') {
    return 'This ticket was signed with another GUEST_SECRET. Guests with such a ticket ask /guest for a new one.';
  }
  if (entry?.keys?.kind !== 'shared') {
    return 'The key is right and the signature is not: the token was changed or cut off on the way, or another environment of your login uses the same kid. Copy it again, whole.';
  }
  const encoding = encodingThatVerifies(token, entry.keys.secrets);
  if (encoding === 'utf8')
    return 'The signature verifies with the secret as plain text: remove AUTH_SECRET_ENCODING.';
  if (encoding) {
    return `The signature verifies with the secret decoded from ${encoding}: AUTH_SECRET_ENCODING=${encoding}`;
  }
  return 'AUTH_SECRET is not the secret that signed this token, in any encoding. Copy the one from the backend that signs it; each of its environments may have its own.';
};

const keyUnknown: Advice = (_refusal, { header, claims, entry }) => {
  if (typeof header?.nonce === 'string') {
    return `This token is for Microsoft Graph, which alone can verify it. Request one for your own API${see(claims)}.`;
  }
  const where = entry?.keys?.kind === 'published' ? entry.keys.jwksUri : undefined;
  return `The key that signed this token is not among the published ones${where === undefined ? '' : ` at ${where}`}: it was replaced since, or the token comes from another environment or tenant. Sign in again; if that does not help, compare ${where === undefined ? 'AUTH_ISSUER' : 'AUTH_JWKS_URI'} with your login.`;
};

const encrypted: Advice = (_refusal, { claims }) => {
  const iss = typeof claims?.iss === 'string' ? ` for ${claims.iss}` : '';
  return `Only the login that encrypted this token${iss} can read it. For the session of Auth.js or NextAuth, let the service ask your app: AUTH_USERINFO_URL=https://<your app>/api/auth/session, AUTH_USERINFO_SEND=cookie, AUTH_USERINFO_TOKENS=all. For an access token of Auth0, name an audience when signing in. With other logins, turn encryption off for this API, or let the service ask the login (docs/logins/README.md).`;
};

const malformed: Advice = (_refusal, { token, kind, header, settings }) => {
  if (/^eyJ/.test(token)) {
    if (/%2E|%3D|%2B/i.test(token)) return 'The token is URL-encoded. Decode it first.';
    const parts = token.split('.').length;
    if (parts < 3 || header === undefined) {
      return 'The token is not whole: a JWT has three parts with dots between them. Copy it again.';
    }
    return 'Parts of the token are not encoded as a JWT must be. If it was typed or shortened, copy it again; otherwise the library that makes it is at fault.';
  }
  if (kind === 'backend') return undefined;
  const asked = settings.issuers.some(({ login }) => login);
  return asked
    ? undefined
    : 'This is not a JWT, so the service has to ask your login who it belongs to: set AUTH_USERINFO_URL to an address of your login that answers with the user, or AUTH_INTROSPECTION_URL (docs/logins/README.md).';
};

const claimInvalid: Advice = ({ details, message }, { claims = {}, entry }) => {
  const check = details.check?.check;
  if (typeof claims.sub === 'number') {
    return 'The claim sub is a number: IDENTITY_CLAIM_TYPE=number';
  }
  if (claims.exp === undefined || claims.exp === null) {
    return typeof claims.iat === 'number'
      ? 'The token never expires. Let your login write exp, or limit its age: AUTH_MAX_AGE=3600'
      : 'The token has neither exp nor iat. Let your login write exp, in seconds since 1970.';
  }
  if (check === 'iat')
    return 'AUTH_MAX_AGE needs the claim iat. Let your login write it, or remove AUTH_MAX_AGE.';
  if (typeof claims.exp === 'number' && claims.exp > 1e11) {
    return 'The claim exp is in milliseconds. Let your login write it in seconds since 1970 (RFC 7519).';
  }
  if (typeof claims.exp !== 'number') {
    return 'The claim exp must be a number, without quotes. Let your login write it so.';
  }
  return entry || message
    ? `Let your login write this claim as RFC 7519 says: ${message}.`
    : undefined;
};

const identityRefused: Advice = ({ code }, { claims = {}, entry, kind, caller }) => {
  if (kind === 'backend')
    return 'Name a user that is not blank, and has at most 256 characters after escaping.';
  const rules = caller?.kind === 'person' ? caller.entry.identity : entry?.identity;
  const claim = rules?.claim ?? 'sub';
  const others = identityCandidates(claims).filter((name) => name !== claim);
  const hint =
    others.length > 0
      ? ` The token also has ${others.join(', ')}: IDENTITY_CLAIM=${others[0]}`
      : '';
  if (code === 'identity_too_long') {
    return 'Use a shorter claim as IDENTITY_CLAIM, or IDENTITY_FORMAT=hashed.';
  }
  if (code === 'identity_claim_missing') {
    return `The token has no ${claim}. Let your login include it, or name another one.${hint}`;
  }
  if (claims[claim] !== undefined && typeof claims[claim] === 'number') {
    return `The claim ${claim} is a number: IDENTITY_CLAIM_TYPE=number`;
  }
  return `The claim ${claim} cannot name a user. Let your login write it, or name another one.${hint}`;
};

/** By the code of the refusal. */
const ADVICE: Partial<Record<RefusalCode, Advice>> = {
  missing_credential: () => 'Send the token as Authorization: Bearer <token>.',
  credential_repeated: () => 'Send one token, without commas.',
  token_too_large: () =>
    'Let your login put fewer claims into the token: groups and permissions are usually what makes it large.',
  token_malformed: malformed,
  token_encrypted: encrypted,
  token_header_unsupported: ({ message }, { claims }) =>
    `Let your login leave that parameter out: ${message}${see(claims)}.`,
  token_bound: () =>
    'The token is bound to a key of the app (DPoP or mutual TLS). Let your login issue a plain bearer token for this API.',
  token_type_unsupported: (_refusal, found) => {
    const typ = found.header?.typ;
    const types = found.entry?.tokenTypes ?? [];
    return typeof typ === 'string'
      ? `If tokens of this type are those of your app: ${set(found, 'AUTH_TOKEN_TYPE', 'tokenTypes', [...types, typ].join(','))}`
      : undefined;
  },
  algorithm_not_allowed: algorithmRefused,
  algorithm_unsupported: algorithmRefused,
  key_unknown: keyUnknown,
  key_ambiguous: () => 'Let your login name the key of each token in the header parameter kid.',
  key_unusable: () => 'Let your login use another key: RSA keys need 2048 bits or more.',
  signature_invalid: signatureInvalid,
  token_inactive: (_refusal, { kind, entry }) =>
    kind === 'backend'
      ? 'No digest in BACKEND_TOKENS is of this token. Make a new one: npm run backend-token'
      : `${entry?.login?.endpoint.url ?? 'The login'} does not accept this credential: it has ended or was signed out, or it comes from another environment. Sign in again.`,
  issuer_mismatch: issuerMismatch,
  audience_mismatch: audienceMismatch,
  claim_mismatch: ({ details }, found) => {
    const { check = '', wanted } = details.check ?? {};
    const kind = kindOfToken(found.header, found.claims);
    return kind === 'id' || kind === 'refresh'
      ? undefined
      : `Send a token whose claim ${check} is ${JSON.stringify(wanted)}, or change AUTH_REQUIRED_CLAIMS.`;
  },
  token_expired: (_refusal, { kind }) =>
    kind === 'guest' ? 'Ask /guest for a new ticket.' : 'Get a fresh token from your login.',
  token_not_yet_valid: () =>
    'Compare the clocks: that of your login is ahead of this one. AUTH_CLOCK_TOLERANCE allows up to 300 s.',
  claim_invalid: claimInvalid,
  insufficient_scope: ({ details }) =>
    `Request the scope ${details.scope ?? ''} when signing in, and allow it for the app at your login.`,
  identity_claim_missing: identityRefused,
  identity_claim_invalid: identityRefused,
  identity_too_long: identityRefused,
  email_unverified: () =>
    'The login has not verified this address. Verify it there, or use another claim as IDENTITY_CLAIM, such as sub.',
  backend_identity_missing: () => 'Name the user with the field identity (here: --identity).',
  lifetime_not_allowed: () =>
    'Leave lifetime out, or set backends.mayChooseLifetime in src/policy.ts.',
  role_not_allowed: () => 'Leave role out, or add it to backends.mayChooseRoles in src/policy.ts.',
  request_malformed: () => 'lifetime must be from 300 to 86400 seconds.',
  no_rule_matched: () =>
    'Compare the conditions of the rules above with what was found, and add a rule for this caller in src/policy.ts.',
  denied_by_rule: () =>
    'A rule denies this caller on purpose. See the conditions above, and src/policy.ts.',
  rule_claim_unusable: () =>
    'The rule uses a claim that this token lacks, or that cannot be used in a name. Let your login include it.',
  issuer_unavailable: (refusal, found) => outage(refusal, found.entry),
};

function outage({ message }: Refusal, entry: IssuerEntry | undefined): string {
  const { keys } = entry ?? {};
  const discovered = keys?.kind === 'published' && keys.jwksUri === undefined;
  if (/--offline/.test(message)) return 'Leave --offline out: only the login can answer this.';
  if (discovered && /^discovery: .*status 404/.test(message)) {
    return 'The issuer has no OpenID discovery document. Set AUTH_JWKS_URI to the address of its keys, or correct AUTH_ISSUER.';
  }
  return `The login could not be asked: ${message}. npm run doctor tells more about its addresses.`;
}

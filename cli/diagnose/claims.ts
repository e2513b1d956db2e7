/** What the claims of a token say about it, besides whom it is of. */
import type { ClaimRules } from '../../src/authenticate/claims';

/** What a token is for. */
export type TokenKind = 'access' | 'id' | 'refresh';

/** The claims in which logins say what kind of token it is. `typ` is Keycloak's. */
const KIND_CLAIMS = ['token_use', 'token_type', 'type', 'typ'] as const;

const KINDS: Readonly<Record<string, TokenKind>> = {
  access: 'access',
  accesstoken: 'access',
  bearer: 'access',
  id: 'id',
  idtoken: 'id',
  refresh: 'refresh',
  refreshtoken: 'refresh',
  offline: 'refresh',
};

/** The kind that a value of such a claim means. */
function meaning(value: unknown): TokenKind | undefined {
  if (typeof value !== 'string') return undefined;
  return KINDS[value.toLowerCase().replace(/[^a-z]/g, '')];
}

/** What kind of token it is, by its own word or by claims that only ID tokens have. */
export function kindOfToken(
  header: Record<string, unknown> | undefined,
  claims: Record<string, unknown> | undefined,
): TokenKind | undefined {
  if (!claims) return undefined;
  const said = KIND_CLAIMS.map((name) => meaning(claims[name])).find((kind) => kind !== undefined);
  if (said !== undefined) return said;
  if (typeof header?.typ === 'string') {
    if (/^(application\/)?at\+jwt$/i.test(header.typ)) return 'access';
    const kind = meaning(header.typ);
    if (kind !== undefined) return kind;
  }
  // OpenID Connect Core 1.0 §2 and §3.3.2.11: access tokens have none of these.
  const ofIdToken = ['nonce', 'at_hash', 'c_hash', 's_hash'].some((name) =>
    Object.hasOwn(claims, name),
  );
  return ofIdToken ? 'id' : undefined;
}

/** A claim with its value. */
export interface Named {
  readonly claim: string;
  readonly value: string;
}

/** The claims that say what kind of token it is and that no setting looks at. */
export function uncheckedKinds(
  claims: Record<string, unknown>,
  {
    requiredClaims,
    audience,
    audienceClaim,
  }: Pick<ClaimRules, 'requiredClaims' | 'audience' | 'audienceClaim'>,
): Named[] {
  const checked = (name: string) =>
    requiredClaims.some(({ claim }) => claim === name) ||
    (audience !== 'any' && audienceClaim === name);
  const all = KIND_CLAIMS.filter((name) => meaning(claims[name]) !== undefined);
  if (all.some(checked)) return [];
  return all.map((claim) => ({ claim, value: String(claims[claim]) }));
}

/**
 * What to set so that only access tokens are accepted.
 *
 * @returns undefined if the token does not say what kind it is, or a setting looks at that
 */
export function cautionAbout(
  header: Record<string, unknown> | undefined,
  claims: Record<string, unknown>,
  rules: Pick<ClaimRules, 'requiredClaims' | 'audience' | 'audienceClaim'>,
): { claim: string; sentence: string } | undefined {
  const [unchecked] = uncheckedKinds(claims, rules);
  if (!unchecked) return undefined;
  const { claim, value } = unchecked;
  const kind = kindOfToken(header, claims);
  if (kind === 'access') {
    const sentence = `Nothing checks the claim ${claim}, which says what kind of token this is. So that refresh tokens are refused: AUTH_REQUIRED_CLAIMS=${claim}=${value}`;
    return { claim, sentence };
  }
  // Keycloak's access tokens are of the type Bearer.
  const wanted = claim === 'typ' ? 'Bearer' : 'access';
  const sentence = `This is ${kind === 'id' ? 'an ID token' : 'a refresh token'}, and no setting refuses it. If your app sends access tokens: AUTH_REQUIRED_CLAIMS=${claim}=${wanted}`;
  return { claim, sentence };
}

/** Claims that name an app, and so can serve as its audience; the usual ones first. */
const APP_CLAIMS = ['aud', 'client_id', 'azp', 'cid', 'appid', 'application_id', 'prv'] as const;

/** The claims that can serve as audience, with their values. */
export function audienceCandidates(claims: Record<string, unknown>): Named[] {
  return APP_CLAIMS.flatMap((claim) => {
    const values = [claims[claim]].flat();
    return values.flatMap((value) =>
      typeof value === 'string' && value !== '' ? [{ claim, value }] : [],
    );
  });
}

/** The claims that can name a user, the usual ones first. */
export function identityCandidates(claims: Record<string, unknown>): string[] {
  const usual = [
    'sub',
    'user_id',
    'userId',
    'uid',
    'oid',
    'id',
    '_id',
    'username',
    'preferred_username',
    'email',
  ];
  return usual.filter((name) => {
    const value = claims[name];
    return (typeof value === 'string' && value.trim() !== '') || Number.isSafeInteger(value);
  });
}

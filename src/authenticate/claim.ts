/** Where a claim is, and what it says there. */
import { ownMember } from '../http/json';

/** A claim as it was found. */
export interface FoundClaim {
  /** Its own name, the last of the path. */
  name: string;
  /** Undefined if there is none. */
  value: unknown;
  /** What it is a property of: the claims, or an object in them. */
  holder: unknown;
}

/**
 * The names that lead to a claim. What begins with `/` is a JSON pointer (RFC 6901), and a name with
 * `://` is taken whole, as Auth0 names its own claims; all else is a path with dots between.
 *
 * @example claimPath('/https:~1~1hasura.io~1jwt~1claims/x-hasura-user-id')
 */
export function claimPath(claim: string): string[] {
  if (claim.startsWith('/')) {
    const decode = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');
    return claim.slice(1).split('/').map(decode);
  }
  return claim.includes('://') ? [claim] : claim.split('.');
}

/** Whether this can be the place of a claim: no name in it is empty, and a pointer is well-formed. */
export function isClaimPath(claim: string): boolean {
  return !claimPath(claim).includes('') && !(claim.startsWith('/') && /~(?![01])/.test(claim));
}

/** Finds a claim by its place, as `claimPath` reads it. A pointer may lead through arrays. */
export function findClaim(claims: Record<string, unknown>, claim: string): FoundClaim {
  // Most claims are at the top, and this is done for every request.
  if (!/[./]/.test(claim)) {
    return { name: claim, value: ownMember(claims, claim), holder: claims };
  }
  const path = claimPath(claim);
  const name = path.at(-1) ?? claim;
  const step = claim.startsWith('/') ? memberOrElement : ownMember;
  const holder = path.slice(0, -1).reduce<unknown>(step, claims);
  return { name, value: step(holder, name), holder };
}

/** RFC 6901 §4: the elements of an array are named by their index, without leading zeros. */
function memberOrElement(holder: unknown, name: string): unknown {
  if (!Array.isArray(holder)) return ownMember(holder, name);
  return /^(0|[1-9]\d*)$/.test(name) ? holder[Number(name)] : undefined;
}

/**
 * Whether a claim may be relied on. An e-mail address is only as good as its verification by the
 * issuer, or anyone could sign up with another's. Some write `email_verified` as a string.
 */
export function isVerified({ name, holder }: FoundClaim): boolean {
  if (name !== 'email') return true;
  const verified = ownMember(holder, 'email_verified');
  return verified === true || verified === 'true';
}
/** An e-mail address in lower case, since capitals do not make it another one. Other claims stay. */
export function foldCase({ name }: FoundClaim, text: string): string {
  return name === 'email' ? text.toLowerCase() : text;
}

const CONTROL_CHARACTER = /\p{Cc}/u;

/** What keeps a string from being a name; undefined if nothing does. */
export function flawOf(text: string): string | undefined {
  if (text.trim() === '') return 'is blank';
  if (!text.isWellFormed()) return 'has lone surrogates';
  if (CONTROL_CHARACTER.test(text)) return 'has control characters';
  return undefined;
}

/** Where a claim is, and what it says there. */
import { ownMember } from '../http/json';

/** A claim as it was found. */
export interface FoundClaim {
  /** Its own name, the last of the path. */
  name: string;
  /** Undefined if there is none. */
  value: unknown;
  /** What it is a member of: the claims, or an object in them. */
  holder: unknown;
}

/** The names that lead to a claim. One with `://` is taken whole, as Auth0 names its own claims. */
export function claimPath(claim: string): string[] {
  return claim.includes('://') ? [claim] : claim.split('.');
}

/** Finds a claim by its name, or a path of names with dots between. */
export function findClaim(claims: Record<string, unknown>, claim: string): FoundClaim {
  const path = claimPath(claim);
  const name = path.at(-1) ?? claim;
  const holder = path.slice(0, -1).reduce<unknown>(ownMember, claims);
  return { name, value: ownMember(holder, name), holder };
}

/**
 * Whether a claim may be believed. An e-mail address counts only when its issuer has verified it, or
 * anyone could sign up with another's.
 */
export function isVerified({ name, holder }: FoundClaim): boolean {
  return name !== 'email' || ownMember(holder, 'email_verified') === true;
}

/** An e-mail address without the capitals that make no other person. Other claims stay as they are. */
export function foldCase({ name }: FoundClaim, text: string): string {
  return name === 'email' ? text.toLowerCase() : text;
}

const CONTROL_CHARACTER = /\p{Cc}/u;

/** What keeps a text from naming somebody or something; undefined if nothing does. */
export function flawOf(text: string): string | undefined {
  if (text.trim() === '') return 'is blank';
  if (!text.isWellFormed()) return 'has lone surrogates';
  if (CONTROL_CHARACTER.test(text)) return 'has control characters';
  return undefined;
}

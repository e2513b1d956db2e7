/** Names of conversations with the values of claims in them. */

import { findClaim, flawOf, foldCase, isVerified } from '../authenticate/claim';
import { Refusal } from '../errors';
import { escapeIdentity } from '../identify/escape';

/** The longest unique name of a conversation, in characters. */
export const MAX_NAME_LENGTH = 256;

/** A template, taken apart: texts, and the claims between them. */
export type TemplatePart = string | { claim: string };

/** Takes a template apart; undefined if its braces do not make pairs with a name between. */
export function parseTemplate(template: string): TemplatePart[] | undefined {
  const parts = template
    .split(/(\{[^{}]+\})/)
    .filter((text) => text !== '')
    .map((text) => (/^\{[^{}]+\}$/.test(text) ? { claim: text.slice(1, -1) } : text));
  const stray = parts.some((part) => typeof part === 'string' && /[{}]/.test(part));
  return stray || parts.length === 0 ? undefined : parts;
}

/**
 * The name that a template makes of a caller's claims. A value is a text or a whole number, and is
 * escaped, so it can neither end its place nor look like another template's text.
 *
 * @throws Refusal `rule_claim_unusable`
 */
export function fillTemplate(
  parts: readonly TemplatePart[],
  claims: Record<string, unknown>,
): string {
  const name = parts
    .map((part) => (typeof part === 'string' ? part : readValue(part.claim, claims)))
    .join('');
  if (name.length > MAX_NAME_LENGTH) throw unusable('the name of a conversation is over-long');
  return name;
}

function readValue(claim: string, claims: Record<string, unknown>): string {
  const found = findClaim(claims, claim);
  const { value } = found;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') throw unusable(`${claim} is no text and no whole number`);
  const flaw = isVerified(found) ? flawOf(text) : 'is not verified';
  if (flaw !== undefined) throw unusable(`${claim} ${flaw}`);
  return escapeIdentity(foldCase(found, text).normalize('NFC'));
}

const unusable = (cause: string) => new Refusal('rule_claim_unusable', cause);

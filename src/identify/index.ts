/** The second step: under which name? From a caller to the identity that Twilio will know them by. */
import type { Caller } from '../authenticate/caller';
import { findClaim, flawOf, foldCase, isVerified } from '../authenticate/claim';
import { failed, Refusal } from '../errors';
import { hmacSha256 } from '../hmac';
import { ownMember } from '../http/json';
import { escapeIdentity } from './escape';

/** A name at Twilio that this step has made. Nothing else can be issued a token. */
export type Identity = string & { readonly __identity: unique symbol };

/** How a claim becomes an identity. */
export interface IdentityRules {
  /** The claim's place: a name, a path with dots between, or a JSON pointer. */
  claim: string;
  /** The type that the claim must have; numbers must be integers. */
  claimType: 'string' | 'number';
  format: IdentityFormat;
  /** Precedes the formatted claim, with a tilde between. */
  namespace?: string;
}

/** `escaped` is reversible, `hashed` tells nothing, `verbatim` is the claim as it is. */
export type IdentityFormat =
  | { kind: 'escaped' }
  | { kind: 'hashed'; secret: string }
  | { kind: 'verbatim' };

/** The longest identity that Twilio takes, in characters. */
export const MAX_IDENTITY_LENGTH = 256;

/** A caller whose entry says how they are named. */
export type NamedCaller = Caller<{ identity: IdentityRules }, { identity: IdentityRules }>;

/** The namespace of a multi-tenant issuer that is given none, so that no tenant is taken for one. */
export const TENANT_NAMESPACE = 'tenant';

/**
 * How a guest's ticket becomes an identity. The subject is hexadecimal, and no policy may take this
 * namespace, so a guest never meets a person.
 */
export const GUEST_IDENTITY: IdentityRules = {
  claim: 'sub',
  claimType: 'string',
  format: { kind: 'escaped' },
  namespace: 'guest',
};

/**
 * Names a caller. One person always gets the same identity, and no two people the same one.
 *
 * @throws Refusal with one of the codes of `identity_unusable`
 */
export function identify(caller: NamedCaller): Identity {
  const rules = caller.kind === 'guest' ? GUEST_IDENTITY : caller.entry.identity;
  const formatted = format(readClaim(caller.claims, rules), issuerOf(caller), rules);
  const identity = [...prefixOf(caller, rules), formatted].join('~');
  if (identity.length > MAX_IDENTITY_LENGTH) {
    throw new Refusal(
      'identity_too_long',
      `the identity has ${identity.length} characters`,
      failed(rules.claim, identity.length, `at most ${MAX_IDENTITY_LENGTH} characters`),
    );
  }
  if (NOT_A_NAME.test(identity)) {
    throw invalid(rules.claim, identity, 'would be taken for something else at Twilio');
  }
  return identity as Identity;
}

/**
 * What the API of Twilio would not take for the name of a User: a SID, with which another User could
 * be meant, and the two segments of a path that lead elsewhere (RFC 3986 §5.2.4).
 */
const NOT_A_NAME = /^(?:(?:US|CH|MB|RL|IS)[0-9a-f]{32}|\.\.?)$/i;

function prefixOf(caller: NamedCaller, { namespace }: IdentityRules): string[] {
  if (caller.kind === 'person' && caller.tenant !== undefined) {
    return [namespace ?? TENANT_NAMESPACE, caller.tenant];
  }
  return namespace === undefined ? [] : [namespace];
}

/** What `hashed` mixes in, so that two issuers never share a hash. */
function issuerOf(caller: NamedCaller): string {
  return caller.kind === 'person' ? (caller.issuer ?? '') : caller.kind;
}

function readClaim(claims: Record<string, unknown>, { claim, claimType }: IdentityRules): string {
  const found = findClaim(claims, claim);
  const { value } = found;
  if (value === undefined) {
    throw new Refusal(
      'identity_claim_missing',
      `${claim} is missing`,
      failed(claim, value, `a ${claimType}`),
    );
  }
  if (claimType === 'number') {
    if (!Number.isSafeInteger(value)) {
      throw invalid(claim, value, 'is not an integer up to 2^53 - 1');
    }
    return String(value);
  }
  if (typeof value !== 'string') throw invalid(claim, value, 'is not a string');
  const flaw = flawOf(value);
  if (flaw !== undefined) throw invalid(claim, value, flaw);
  if (!isVerified(found)) {
    throw new Refusal(
      'email_unverified',
      'email_verified is not true',
      failed('email_verified', ownMember(found.holder, 'email_verified'), true),
    );
  }
  return foldCase(found, value);
}

function format(value: string, issuer: string, { claim, format: rule }: IdentityRules): string {
  switch (rule.kind) {
    case 'escaped':
      return escapeIdentity(value.normalize('NFC'));
    case 'hashed':
      // No part can have a control character, so the zero bytes keep the parts apart.
      return hmacSha256(rule.secret, `identity\0${issuer}\0${value.normalize('NFC')}`);
    case 'verbatim':
      // The service writes every tilde itself, so namespaces cannot be forged.
      if (value.includes('~')) throw invalid(claim, value, 'has a tilde, which ends namespaces');
      if (value !== value.trim()) throw invalid(claim, value, 'has white space around it');
      return value;
  }
}

const invalid = (claim: string, found: unknown, flaw: string) =>
  new Refusal(
    'identity_claim_invalid',
    `${claim} ${flaw}`,
    failed(claim, found, `a value that is not so: ${flaw}`),
  );

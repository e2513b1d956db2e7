/** Whose tokens count, and by which keys. */
import type { SignatureAlgorithm } from './algorithms';
import type { LookupRules } from './ask-login';
import type { ClaimRules } from './claims';
import type { SigningKey } from './key-set/signing-keys';

/** An issuer that is trusted, with the one kind of key that counts for it. */
export interface TrustedIssuer extends ClaimRules {
  /** The `iss` of its tokens, exactly. Left out, `iss` is not looked at: only with `secrets`. */
  issuer?: string;
  keys: PublishedKeys | SharedSecrets;
  /** How it is asked about tokens; undefined if it is not. */
  lookup?: LookupRules | undefined;
}

/** Keys that the issuer publishes. */
export interface PublishedKeys {
  kind: 'published';
  algorithms: readonly SignatureAlgorithm[];
  /** The address of the key set; by discovery if left out. */
  jwksUri?: string;
  /** Keys that are known from the start. */
  seed?: readonly SigningKey[];
  /** Whether the issuer is asked for keys at all; if not, the seed is all there is. */
  fetch: boolean;
}

/** Secrets shared with the issuer, for HS256: the current one first, then the previous. */
export interface SharedSecrets {
  kind: 'shared';
  secrets: readonly string[];
}

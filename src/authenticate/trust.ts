/** The issuers whose tokens are accepted, and how their tokens are verified. */
import type { HmacAlgorithm, SignatureAlgorithm } from './algorithms';
import type { LoginSettings } from './ask-login';
import type { ClaimRules } from './claims';
import type { SigningKey } from './key-set/signing-keys';

/** A trusted issuer, with the one kind of key that its tokens are verified with. */
export interface TrustedIssuer extends ClaimRules {
  issuer: IssuerRule;
  /** Undefined if the issuer is asked about every token, JWTs included: then no key is needed. */
  keys: IssuerKeys | undefined;
  /** The values of the header parameter `typ` that are accepted besides an absent one, in lower case. */
  tokenTypes: readonly string[];
  /** The login that is asked about tokens; undefined if none is. */
  login?: LoginSettings | undefined;
}

/** The one kind of key that the tokens of an issuer are verified with. */
export type IssuerKeys = PublishedKeys | SharedSecrets;

/** Which `iss` values (RFC 7519 §4.1.1) belong to an entry. */
export type IssuerRule =
  /** Any, or none: only where the entry's own key or address vouches for the token. */
  | { kind: 'any' }
  /** The spellings of one issuer, compared exactly. The first one names it in the log and in hashes. */
  | { kind: 'exact'; spellings: readonly [string, ...string[]] }
  /**
   * One issuer per tenant: `pattern` has the place `{claim}`, which must equal the token's claim of
   * that name (`[A-Za-z0-9-]+`). `values` are the tenants that are allowed; any if undefined.
   */
  | {
      kind: 'pattern';
      pattern: string;
      claim: string;
      values?: readonly string[] | undefined;
    };

/** Keys that the issuer publishes. */
export interface PublishedKeys {
  kind: 'published';
  algorithms: readonly SignatureAlgorithm[];
  /** The address of the key set; found by discovery if left out. */
  jwksUri?: string;
  /** Keys that are known from the start, read by `readPublicKey` or `readKeySet`. */
  seed?: readonly SigningKey[];
  /** Whether keys are fetched from the issuer at all; if not, `seed` has the only ones. */
  fetch: boolean;
}

/** Secrets shared with the issuer: the current one first, then the previous one. */
export interface SharedSecrets {
  kind: 'shared';
  algorithms: readonly HmacAlgorithm[];
  /** Text (as UTF-8), or the bytes that an encoded secret stands for. */
  secrets: readonly (string | Uint8Array)[];
}

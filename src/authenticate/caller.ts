/** The result of the first step: who is calling, and the entry of the settings that vouches for them. */
import type { BackendRules } from './backend';
import type { Claims } from './jwt';
import type { KeySetState } from './key-set/key-source';
import type { TrustedIssuer } from './trust';

/** A caller who has proven who they are. `Entry` is the issuer's entry with what later steps add to it. */
export type Caller<Entry = TrustedIssuer, Backend = BackendRules> =
  | PersonCaller<Entry>
  | GuestCaller
  | BackendCaller<Backend>;

interface ProvenCaller {
  /** All verified claims. */
  claims: Claims;
}

/** A user who has signed in at a trusted issuer. */
export interface PersonCaller<Entry = TrustedIssuer> extends ProvenCaller {
  kind: 'person';
  /** The entry that the token was verified by. */
  entry: Entry;
  /** The issuer under its first spelling, or a tenant's own `iss`; undefined if the entry names none. */
  issuer: string | undefined;
  /** The tenant, where the entry's issuer is a pattern. */
  tenant?: string | undefined;
  /**
   * When the credential expires, in seconds since the epoch, possibly with a fraction; undefined if the
   * login that was asked does not say.
   */
  expiresAtSeconds: number | undefined;
  /** The state of the key set that the token was verified with, if it was. */
  keys?: KeySetState | undefined;
}

/** A visitor with a guest ticket of this service. */
export interface GuestCaller extends ProvenCaller {
  kind: 'guest';
  /** When the ticket expires, in seconds since the epoch. */
  expiresAtSeconds: number;
}

/** A trusted backend, which speaks for a user that it names. */
export interface BackendCaller<Backend = BackendRules> extends ProvenCaller {
  kind: 'backend';
  entry: Backend;
  /** Infinite: the token of a backend does not expire. */
  expiresAtSeconds: number;
}

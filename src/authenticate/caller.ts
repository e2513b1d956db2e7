/** What the first step makes of a credential. */
import type { Claims } from './jwt';
import type { KeySetState } from './key-set/key-source';

/** Somebody who has proven who they are. */
export interface Caller {
  /** A person has logged in; a guest has a ticket of this service; a backend speaks for a user. */
  kind: 'person' | 'guest' | 'backend';
  /** The issuer by whose entry they were judged, as configured; empty if it names none. */
  issuer: string;
  /** The claim `sub`, if the token has one. */
  subject: string | undefined;
  /** All verified claims. */
  claims: Claims;
  /** When their proof expires, in seconds since the epoch, perhaps with a fraction. */
  expiresAt: number;
  /** The state of the key set that their token was verified with, if it was. */
  keys?: KeySetState;
}

/** Callers of all kinds, as the first step makes them. */

import { authenticateBackend } from '../../src/authenticate/backend';
import { newGuestTicket } from '../../src/authenticate/guest-ticket';
import { callerWith } from '../support/caller';
import { SECRET, SERVICE_SID } from '../support/tokens';

/** The subject of `guest`. */
export const GUEST_SUBJECT = 'a1'.repeat(16);

/** A person whose token has these claims. */
export const person = (claims: Record<string, unknown> = {}, issuer?: string) =>
  callerWith(claims, issuer === undefined ? {} : { issuer });

/** A guest with a new ticket. */
export const guest = newGuestTicket(
  { secrets: [SECRET], lifetimeSeconds: 3600, audience: SERVICE_SID },
  1_800_000_000,
  GUEST_SUBJECT,
).caller;

/** A user whom a backend names. */
export const backend = authenticateBackend({}, { identity: 'alice' }, { digests: [] });

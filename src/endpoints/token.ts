/** The one way through: from a bearer token to an access token, in four steps. */
import type { Caller } from '../authenticate';
import { BACKEND_CLAIM, type BackendRules } from '../authenticate/backend';
import { verifyGuestTicket } from '../authenticate/guest-ticket';
import { ownMember } from '../authenticate/json';
import { parseJwt } from '../authenticate/jwt';
import { rememberKeySources } from '../authenticate/key-set/key-sources';
import { authenticateRequest } from '../authenticate/mechanisms';
import { rememberLookups } from '../authenticate/opaque';
import { type AuthorizationRules, authorize, isLifetime } from '../authorize';
import type { Endpoint, ServiceRequest } from '../endpoint';
import { Refusal } from '../errors';
import { GUEST_IDENTITY, type Identity, type IdentityRules, identify } from '../identify';
import { issue } from '../issue';
import { hashIdentity } from '../log';
import type { Settings } from '../settings';

/** `/token`: authenticate, identify, authorize, issue. */
export const token: Endpoint = {
  event: 'token',
  start: (runtime) => {
    const { now, randomId } = runtime;
    const keySource = rememberKeySources(runtime);
    const lookups = rememberLookups(runtime, (issuer, cause, retryAfter) =>
      runtime.log({ event: 'lookup', level: 'warning', issuer, cause, retryAfter }),
    );

    return async (request, settings, subject) => {
      const { twilio } = settings;
      const caller = await authenticateRequest(request, settings, { now, keySource, lookups });
      subject.caller = caller.kind;
      subject.issuer = caller.issuer;
      const rules = rulesFor(caller, request, settings);
      const identity = identify(caller, rules.identity);
      subject.identity = hashIdentity(identity, twilio.apiKeySecret);
      const time = now() / 1000;
      const grant = authorize(caller, rules.requiredScope, rules.authorization, time);
      const previousIdentity = readPreviousIdentity(request, caller, settings, time);
      const issued = issue(identity, grant, twilio, time, randomId());
      return previousIdentity === undefined ? issued : { ...issued, previousIdentity };
    };
  },
};

/** The rules for a caller: a guest's own, or those of the entry by which a person was judged. */
function rulesFor(
  caller: Caller,
  { fields }: ServiceRequest,
  { issuers, guests, backends, authorization }: Settings,
): CallerRules {
  if (caller.kind === 'guest' && guests) {
    return {
      identity: GUEST_IDENTITY,
      requiredScope: [],
      authorization: { ...authorization, lifetime: guests.tokenLifetime },
    };
  }
  if (caller.kind === 'backend' && backends) {
    const format = issuers[0]?.identity.format ?? { kind: 'escaped' };
    return {
      identity: {
        claim: BACKEND_CLAIM,
        claimType: 'string',
        format,
        namespace: backends.namespace,
      },
      requiredScope: [],
      authorization: { ...authorization, ...chosenLifetime(fields, backends) },
    };
  }
  const entry = issuers.find(({ issuer = '' }) => issuer === caller.issuer);
  if (!entry) throw new Refusal('issuer_mismatch', 'the issuer has no entry');
  return { identity: entry.identity, requiredScope: entry.requiredScope, authorization };
}

/** The lifetime that a backend has chosen, if it may. */
function chosenLifetime(fields: unknown, { mayChooseLifetime }: BackendRules) {
  const field = ownMember(fields, 'lifetime');
  if (field === undefined) return {};
  if (!mayChooseLifetime) throw new Refusal('lifetime_not_allowed', 'the field lifetime was sent');
  // A form has texts only.
  const lifetime = typeof field === 'string' && /^\d{1,6}$/.test(field) ? Number(field) : field;
  if (!isLifetime(lifetime)) {
    throw new Refusal('request_malformed', 'the field lifetime is out of its limits');
  }
  return { lifetime };
}

interface CallerRules {
  identity: IdentityRules;
  requiredScope: readonly string[];
  authorization: AuthorizationRules;
}

/**
 * Who a person was as a guest, for the app to hand conversations over. Only the ticket proves it.
 *
 * @throws Refusal `guest_ticket_invalid`
 */
function readPreviousIdentity(
  { fields }: ServiceRequest,
  caller: Caller,
  { guests }: Settings,
  now: number,
): Identity | undefined {
  const ticket = ownMember(fields, 'guestTicket');
  if (ticket === undefined) return undefined;
  if (typeof ticket !== 'string' || !guests || caller.kind !== 'person') {
    throw new Refusal('guest_ticket_invalid', 'the field guestTicket is out of place');
  }
  try {
    return identify(verifyGuestTicket(parseJwt(ticket), guests.tickets, now), GUEST_IDENTITY);
  } catch (error) {
    const { code } = Refusal.of(error);
    // A visitor who logs in after a long time has done nothing wrong.
    if (code === 'token_expired') return undefined;
    throw new Refusal('guest_ticket_invalid', `the field guestTicket: ${code}`);
  }
}

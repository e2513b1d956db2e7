/** The one way through: from a credential to an access token. */
import { hash } from 'node:crypto';
import { createAdmission } from '../admit';
import type { Caller } from '../authenticate';
import { verifyGuestTicket } from '../authenticate/guest-ticket';
import { parseJwt } from '../authenticate/jwt';
import type { Endpoint, Runtime, ServiceRequest, Steps } from '../endpoint';
import { Refusal } from '../errors';
import { ownMember } from '../http/json';
import { type Identity, identify } from '../identify';
import type { Settings } from '../settings';
import { type Connect, createEnsureUser } from '../twilio';
import { issue } from '../twilio/issue';

/** Milliseconds in which a request is answered, of the ten seconds that the platform allows. */
export const TIME_LIMIT_MS = 6500;

/** `/token`: authenticate, identify, authorize, issue. */
export const token = tokenEndpoint();

/**
 * Makes the endpoint.
 *
 * @param connect makes a client of Twilio's REST API, where rules need one
 */
export function tokenEndpoint(connect?: Connect): Endpoint {
  return { event: 'token', start: (runtime) => start(runtime, connect) };
}

function start(runtime: Runtime, connect: Connect | undefined): Steps {
  const { now, randomId, random, log } = runtime;
  const admit = createAdmission(runtime);
  const report = (cause: string) => log({ event: 'twilio', level: 'warning', cause });
  const ensureUser = createEnsureUser({ now, report }, connect);

  return async (request, settings, subject) => {
    const { twilio } = settings;
    const deadlineMs = now() + TIME_LIMIT_MS;
    const { caller, identity, grant } = await admit(request, settings, subject);
    const previousIdentity = readPreviousIdentity(request, caller.kind, settings, now() / 1000);
    if (grant.user) await ensureUser(twilio, identity, grant.user, deadlineMs);
    const issued = issue(identity, grant, twilio, now() / 1000, {
      id: randomId(),
      random: random(),
    });
    subject.tokenSha256 = hash('sha256', issued.token);
    return previousIdentity === undefined ? issued : { ...issued, previousIdentity };
  };
}

/**
 * Who a user was as a guest, so that the app can hand conversations over. Only the ticket proves it.
 *
 * @throws Refusal `guest_ticket_invalid`
 */
function readPreviousIdentity(
  { fields }: ServiceRequest,
  kind: Caller['kind'],
  { guests }: Settings,
  nowSeconds: number,
): Identity | undefined {
  const ticket = ownMember(fields, 'guestTicket');
  if (ticket === undefined) return undefined;
  if (typeof ticket !== 'string' || !guests || kind !== 'person') {
    throw new Refusal('guest_ticket_invalid', 'the field guestTicket is out of place');
  }
  try {
    return identify(verifyGuestTicket(parseJwt(ticket), guests.tickets, nowSeconds));
  } catch (error) {
    const { code } = Refusal.of(error);
    // A visitor who signs in after a long time has done nothing wrong.
    if (code === 'token_expired') return undefined;
    throw new Refusal('guest_ticket_invalid', `the field guestTicket: ${code}`);
  }
}

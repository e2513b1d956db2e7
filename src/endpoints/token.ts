/** The one way through: from a bearer token to an access token, in four steps. */
import { hash } from 'node:crypto';
import { authenticateRequest } from '../authenticate';
import { rememberLookups } from '../authenticate/ask-login';
import { BACKEND_CLAIM } from '../authenticate/backend';
import type { Caller } from '../authenticate/bearer-jwt';
import { verifyGuestTicket } from '../authenticate/guest-ticket';
import { parseJwt } from '../authenticate/jwt';
import { rememberKeySources } from '../authenticate/key-set/key-sources';
import { authorize } from '../authorize';
import { permit } from '../authorize/permit';
import type { Endpoint, Runtime, ServiceRequest, Steps } from '../endpoint';
import { Refusal } from '../errors';
import { ownMember } from '../http/json';
import { GUEST_IDENTITY, type Identity, type IdentityRules, identify } from '../identify';
import { hashIdentity } from '../log';
import type { Settings } from '../settings';
import { type Connect, rememberUsers } from '../twilio';
import { issue } from '../twilio/issue';

/** `/token`: authenticate, identify, authorize, issue. */
export const token = tokenEndpoint();

/**
 * Makes the endpoint.
 *
 * @param connect how Twilio's REST API is reached, where rules ask for it
 */
export function tokenEndpoint(connect?: Connect): Endpoint {
  return { event: 'token', start: (runtime) => start(runtime, connect) };
}

function start(runtime: Runtime, connect: Connect | undefined): Steps {
  const { now, randomId, log } = runtime;
  const keySource = rememberKeySources(runtime);
  const lookups = rememberLookups(runtime, (issuer, cause, retryAfter) =>
    log({ event: 'lookup', level: 'warning', issuer, cause, retryAfter }),
  );
  const report = (cause: string) => log({ event: 'twilio', level: 'warning', cause });
  const ensureUser = rememberUsers({ now, report }, connect);

  return async (request, settings, subject) => {
    const { twilio } = settings;
    const caller = await authenticateRequest(request, settings, { now, keySource, lookups });
    subject.caller = caller.kind;
    subject.issuer = caller.issuer;
    subject.keys = caller.keys;
    const rules = rulesFor(caller, settings);
    const identity = identify(caller, rules.identity);
    subject.identity = hashIdentity(identity, twilio.apiKeySecret);
    const time = now() / 1000;
    const permitted = permit(caller, request.fields, settings, subject);
    const grant = authorize(caller, rules.requiredScope, permitted, time);
    const previousIdentity = readPreviousIdentity(request, caller, settings, time);
    if (grant.user) await ensureUser(twilio, identity, grant.user);
    const issued = issue(identity, grant, twilio, time, randomId());
    subject.tokenSha256 = hash('sha256', issued.token);
    return previousIdentity === undefined ? issued : { ...issued, previousIdentity };
  };
}

/**
 * The rules for a caller: a guest's own, or those of the entry by which a person was judged.
 *
 * @throws Refusal `issuer_mismatch` for a person without an entry
 */
export function rulesFor(caller: Caller, { issuers, backends }: Settings): CallerRules {
  if (caller.kind === 'guest') return { identity: GUEST_IDENTITY, requiredScope: [] };
  if (caller.kind === 'backend' && backends) {
    const format = issuers[0]?.identity.format ?? { kind: 'escaped' };
    const { namespace } = backends;
    return {
      identity: { claim: BACKEND_CLAIM, claimType: 'string', format, namespace },
      requiredScope: [],
    };
  }
  const entry = issuers.find(({ issuer = '' }) => issuer === caller.issuer);
  if (!entry) throw new Refusal('issuer_mismatch', 'the issuer has no entry');
  return entry;
}

/** What the identity and the scope of a caller are judged by. */
export interface CallerRules {
  identity: IdentityRules;
  requiredScope: readonly string[];
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

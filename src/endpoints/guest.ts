/** From a visitor without a login to a guest ticket. */

import { requireChallenge } from '../authenticate/challenge';
import { findCredential } from '../authenticate/credential';
import { newGuestTicket, renewGuestTicket } from '../authenticate/guest-ticket';
import { parseJwt } from '../authenticate/jwt';
import type { Endpoint } from '../endpoint';
import { Refusal } from '../errors';
import { ownMember } from '../http/json';
import { identify } from '../identify';
import { hashIdentity, issuerLabel } from '../log';
import { describeTicket } from '../twilio/issue';

/** `/guest`: a ticket for a new visitor, or the same one again for a visitor who has one. */
export const guest: Endpoint = {
  event: 'guest',
  start:
    ({ now, randomSubject, get }) =>
    async (request, { guests, twilio }, subject) => {
      if (!guests) throw new Refusal('guests_off', 'GUESTS is not on');
      const credential = findCredential(request)?.token;
      if (credential === undefined && guests.challenge) {
        await requireChallenge(ownMember(request.fields, 'challenge'), guests.challenge, get);
      }
      const nowSeconds = now() / 1000;
      const { ticket, caller } =
        credential === undefined
          ? newGuestTicket(guests.tickets, nowSeconds, randomSubject())
          : renewGuestTicket(parseJwt(credential), guests.tickets, nowSeconds);
      subject.caller = caller.kind;
      subject.issuer = issuerLabel(caller);
      const identity = identify(caller);
      subject.identity = hashIdentity(identity, twilio.apiKeySecret);
      return describeTicket(ticket, identity, caller.expiresAtSeconds, nowSeconds);
    },
};

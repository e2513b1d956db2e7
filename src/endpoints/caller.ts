/** Who is calling? The endpoint behind functions of an adopter; it has no URL of its own. */
import { createAdmission } from '../admit';
import type { Caller } from '../authenticate';
import type { Endpoint } from '../endpoint';

/** What a function of an adopter knows of its caller. */
export interface CallerInfo {
  /** The identity that `/token` issues tokens for, the one that Twilio knows the user by. */
  identity: string;
  /** A user who has signed in, a guest with a ticket, or a backend that speaks for a user. */
  kind: Caller['kind'];
  /** The issuer of a user's token; undefined for guests, backends and issuers without a name. */
  issuer: string | undefined;
  /** All verified claims. */
  claims: Readonly<Record<string, unknown>>;
}

/** Authenticates, identifies and authorizes a caller, and issues nothing. */
export const caller: Endpoint = {
  event: 'caller',
  start: (runtime) => {
    const admit = createAdmission(runtime);
    return async (request, settings, subject): Promise<CallerInfo> => {
      const { caller: found, identity } = await admit(request, settings, subject);
      const issuer = found.kind === 'person' ? found.issuer : undefined;
      return { identity, kind: found.kind, issuer, claims: found.claims };
    };
  },
};

/** What the rest of the service sees of the settings. */

import type { BackendRules } from '../authenticate/backend';
import type { ChallengeSettings } from '../authenticate/challenge';
import type { TicketRules } from '../authenticate/guest-ticket';
import type { TrustedIssuer } from '../authenticate/trust';
import type { AuthorizationRules } from '../authorize';
import type { AllowedOrigins } from '../http/origin';
import type { IdentityRules } from '../identify';
import type { TwilioSettings } from '../twilio/issue';
import type { Problem } from './problem';

/** All that an operator decides. */
export interface Settings {
  twilio: TwilioSettings;
  issuers: readonly IssuerEntry[];
  authorization: AuthorizationRules;
  allowedOrigins: AllowedOrigins;
  /** A header that has the bare token, in lower case; `authorization` if no other one does. */
  header: string;
  /** The names of cookies that a credential may be in. */
  cookies: readonly string[];
  /** Undefined if there are no trusted backends. */
  backends: BackendEntry | undefined;
  /** Undefined if there are no guests. */
  guests: GuestSettings | undefined;
}

/** A trusted issuer, and what its tokens are worth. */
export interface IssuerEntry extends TrustedIssuer {
  identity: IdentityRules;
  /** Scopes that its tokens must have, all of them (RFC 6749 §3.3). */
  requiredScope: readonly string[];
}

/** The trusted backends, and how the users are named that they speak for. */
export interface BackendEntry extends BackendRules {
  identity: IdentityRules;
}

/** How visitors without a login are treated. */
export interface GuestSettings {
  tickets: TicketRules;
  /** What a visitor must pass to get a ticket; undefined if every visitor gets one. */
  challenge: ChallengeSettings | undefined;
}

/** Settings, or all that is wrong with them. */
export type ParsedSettings =
  | { ok: true; settings: Settings; warnings: readonly Problem[] }
  | { ok: false; problems: readonly Problem[] };

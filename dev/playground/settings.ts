/** What the page and whoever serves it tell each other. */

/** The content of `playground.json`, and what holds where it does not exist. */
export interface PlaygroundSettings {
  /** Where to sign in with the authorization code grant and PKCE. Default: nowhere. */
  readonly login?: { readonly issuer: string; readonly clientId: string; readonly scope: string };
  /** A stand-in for Twilio's socket. Default: Twilio. */
  readonly socket?: string;
  /** Whether visitors without a login are let in. Default: as if they were. */
  readonly guests?: boolean;
  /** Who can sign in without a page, because this machine issues their tokens. Default: no one. */
  readonly people?: readonly { readonly sub: string; readonly name: string }[];
  /** What the issuer of those tokens can do wrong. Default: nothing. */
  readonly faults?: readonly string[];
  /** The names of the issuers that the service trusts, to say whose token to paste. */
  readonly issuers?: readonly string[];
  /** Whether this machine explains what the service decides. Default: no. */
  readonly explains?: boolean;
  /** What to do about each code of a refusal, from the documents. */
  readonly remedies?: Readonly<Record<string, string>>;
}

/** One of the four steps of the service, with what it decided about a request. */
export interface Step {
  readonly name: 'authenticate' | 'identify' | 'authorize' | 'issue';
  readonly outcome: 'passed' | 'refused' | 'not reached';
  readonly decision: string;
  readonly checks: readonly {
    readonly title: string;
    /** In words. */
    readonly result: string;
    readonly failed: boolean;
  }[];
}

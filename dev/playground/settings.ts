/** What the page is told about its surroundings by whoever serves it. */

/** The content of `playground.json`, and what holds where it does not exist. */
export interface PlaygroundSettings {
  /** Where to log in with the authorization code grant and PKCE. Default: nowhere. */
  readonly login?: { readonly issuer: string; readonly clientId: string; readonly scope: string };
  /** A stand-in for Twilio's socket. Default: Twilio. */
  readonly socket?: string;
}

/** What the REST API refuses, as a sentence that says what to do. */

/** An error of the library, or of the connection. */
interface Failure {
  /** The HTTP status. */
  status?: unknown;
  /** Twilio's code, or that of the system. */
  code?: unknown;
}

/**
 * A sentence for an error of the REST API. Twilio's own message is left out: it may quote a name.
 *
 * @returns undefined if it is none
 */
export function sentenceFor(error: unknown): string | undefined {
  const { status, code } = error as Failure;
  if (typeof status === 'number') return answered(status, code);
  return typeof code === 'string' ? unanswered(code) : undefined;
}

function answered(status: number, code: unknown): string {
  if (status === 401) {
    return 'Twilio does not accept the API key. Check TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET and TWILIO_REGION: a key is of one region.';
  }
  if (status === 403) {
    return 'The API key may not do this: it is a restricted one. Create a key of type Standard, and set TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET.';
  }
  if (status === 404) {
    return 'The account of the API key has no such Conversations Service in this region. Check CONVERSATIONS_SERVICE_SID and TWILIO_REGION.';
  }
  if (status === 429) return 'The account has too many requests just now. Try again in a minute.';
  if (status >= 500) {
    return `Twilio is out of order (HTTP ${status}). Try again later, or see https://status.twilio.com`;
  }
  const number = typeof code === 'number' ? code : undefined;
  const more = number === undefined ? '' : `: https://www.twilio.com/docs/api/errors/${number}`;
  return `Twilio refused the request (HTTP ${status})${more}`;
}

function unanswered(code: string): string | undefined {
  // Those of the system and of the library's HTTP client; Node's own mistakes begin with ERR_.
  if (!/^E[A-Z]+$|^ERR_NETWORK$|^ECONN/.test(code)) return undefined;
  return `Twilio did not answer (${code}). Check the network, and try again.`;
}

/** Twilio's REST API. The library is loaded at its first use only, which takes a fifth of a second. */
import type { Twilio } from 'twilio';
import { ownMember } from '../http/json';
import type { Region } from './issue';

/** Who asks, and where. */
export interface RestCredentials {
  /** AC and 32 hexadecimal digits. */
  accountSid: string;
  /** The SID of an API key; for tools also the account's own SID. */
  username: string;
  /** The secret of the key, or the account's auth token. */
  password: string;
  /** Keys are bound to their region. */
  region: Region;
}

/** What carries requests; the library's own if none is given. */
export type RestHttpClient = NonNullable<
  NonNullable<ConstructorParameters<typeof Twilio>[2]>['httpClient']
>;

// https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
// Both are always given, or TWILIO_REGION and TWILIO_EDGE of the process would replace them.
const EDGES: Record<Region, { region: string; edge: string }> = {
  us1: { region: '', edge: '' },
  ie1: { region: 'ie1', edge: 'dublin' },
};

/** Milliseconds after which the library gives a request up, and with it the socket. */
const TIMEOUT_MS = 3000;
/** Requests at the same time to one host: twice what a Functions Service runs at once. */
const MAX_SOCKETS = 60;
/** The longest pause that is believed, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 300;

/**
 * Makes a client of the REST API that repeats nothing on its own.
 *
 * @throws Error if a SID is malformed
 */
export async function createRestClient(
  { accountSid, username, password, region }: RestCredentials,
  httpClient?: RestHttpClient,
): Promise<Twilio> {
  // Node finds no names of its own in this package, so everything is taken from its default export.
  const { default: twilio } = await import('twilio');
  const inner =
    httpClient ?? new twilio.RequestClient({ timeout: TIMEOUT_MS, maxSockets: MAX_SOCKETS });
  return twilio(username, password, {
    accountSid,
    ...EDGES[region],
    autoRetry: false,
    // TWILIO_LOG_LEVEL=debug would print identities.
    logLevel: 'error',
    httpClient: withRetryAfter(inner),
  });
}

/** The library drops the headers of an error, and with them when Twilio wants to be asked again. */
function withRetryAfter(inner: RestHttpClient): RestHttpClient {
  const request: RestHttpClient['request'] = async (options) => {
    const response = await inner.request(options);
    const { statusCode: status, headers } = response;
    const seconds = Number(ownMember(headers, 'retry-after'));
    if (status < 400 || !(seconds > 0)) return response as never;
    throw Object.assign(new Error('Twilio asks for a pause'), {
      status,
      code: codeIn(response.body),
      retryAfterSeconds: Math.min(Math.ceil(seconds), MAX_RETRY_AFTER_SECONDS),
    });
  };
  return { request } as RestHttpClient;
}

function codeIn(body: unknown): unknown {
  try {
    return ownMember(typeof body === 'string' ? JSON.parse(body) : body, 'code');
  } catch {
    return undefined;
  }
}

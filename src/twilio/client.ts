/** Twilio's REST API. The library is loaded at the first use only: it takes a fifth of a second. */
import type { Twilio } from 'twilio';
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
const EDGES: Record<Region, { region?: string; edge?: string }> = {
  us1: {},
  ie1: { region: 'ie1', edge: 'dublin' },
};

/** Milliseconds after which the library gives a request up. */
const TIMEOUT = 10_000;

/**
 * Makes a client of the REST API that repeats nothing on its own.
 *
 * @throws Error if a SID has not the form of one
 */
export async function createRestClient(
  { accountSid, username, password, region }: RestCredentials,
  httpClient?: RestHttpClient,
): Promise<Twilio> {
  const { default: twilio } = await import('twilio');
  return twilio(username, password, {
    accountSid,
    ...EDGES[region],
    timeout: TIMEOUT,
    autoRetry: false,
    ...(httpClient && { httpClient }),
  });
}

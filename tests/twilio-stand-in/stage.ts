/** The `twilio` package in front of a stand-in, and what it is told when it is refused. */
import twilio, { type Twilio } from 'twilio';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SERVICE_SID } from '../support/tokens';
import { startTwilio, type TwilioOptions, type TwilioStandIn } from '../support/twilio';

export interface Stage {
  standIn: TwilioStandIn;
  /** Signs in with a key or as the account; with `API_KEY_SID` unless told otherwise. */
  signIn(username?: string, password?: string, options?: object): Twilio;
  /** The service `SERVICE_SID`. */
  service: ReturnType<Twilio['conversations']['v1']['services']>;
}

const stages: TwilioStandIn[] = [];
afterEach(async () => {
  await Promise.all(stages.splice(0).map((standIn) => standIn.close()));
});

/** Starts a stand-in, which is closed after the test. */
export async function stage(options?: TwilioOptions): Promise<Stage> {
  const standIn = await startTwilio(options);
  stages.push(standIn);
  const signIn = (username = API_KEY_SID, password = API_KEY_SECRET, more = {}) =>
    twilio(username, password, {
      accountSid: ACCOUNT_SID,
      httpClient: standIn.httpClient(),
      ...more,
    });
  return { standIn, signIn, service: signIn().conversations.v1.services(SERVICE_SID) };
}

/** Status and code of a refusal; anything else fails the test. */
export async function refusal(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => ({ status: 'none', code: 'not refused' }),
    (caught: { status?: number; code?: number }) => caught,
  );
  return `${error.status}/${error.code}`;
}

/** What Twilio sends to anybody who asks by hand: status and body. */
export async function ask(
  standIn: TwilioStandIn,
  method: string,
  path: string,
  { body, ...headers }: Record<string, string> = {},
): Promise<{ status: number; type: string | null; body: Record<string, unknown> }> {
  const authorization = Buffer.from(`${API_KEY_SID}:${API_KEY_SECRET}`).toString('base64');
  const response = await fetch(standIn.url + path, {
    method,
    headers: {
      authorization: `Basic ${authorization}`,
      'x-stand-in-host': 'conversations.twilio.com',
      connection: 'close',
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type');
  return { status: response.status, type, body: text ? JSON.parse(text) : {} };
}

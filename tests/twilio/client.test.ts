import { createRestClient, type RestHttpClient } from '../../src/twilio/client';
import type { Region } from '../../src/twilio/issue';

const SHELL = ['TWILIO_REGION', 'TWILIO_EDGE', 'TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'];
const before = Object.fromEntries(SHELL.map((name) => [name, process.env[name]]));
afterEach(() => {
  for (const name of SHELL) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** Where a client sends a request, and as whom. */
async function askedBy(region: Region): Promise<{ host: string; username: string }> {
  const asked: { uri: string; username?: string }[] = [];
  const httpClient = {
    request: async (options: { uri: string; username?: string }) => {
      asked.push(options);
      return { statusCode: 200, body: {}, headers: {} };
    },
  };
  const credentials = {
    accountSid: `AC${'1'.repeat(32)}`,
    username: `SK${'2'.repeat(32)}`,
    password: 'secret',
    region,
  };
  const client = await createRestClient(credentials, httpClient as unknown as RestHttpClient);
  await client.conversations.v1.services(`IS${'3'.repeat(32)}`).fetch();
  const [{ uri, username = '' } = { uri: '' }] = asked;
  return { host: new URL(uri).host, username };
}

describe.each([
  ['of the shell', { TWILIO_REGION: 'au1', TWILIO_EDGE: 'sydney' }],
  ['of the shell, of another account', { TWILIO_ACCOUNT_SID: `AC${'9'.repeat(32)}` }],
  ['not set', {}],
])('whatever region and account are %s', (_name, shell) => {
  it.each([
    ['us1', 'conversations.twilio.com'],
    ['ie1', 'conversations.dublin.ie1.twilio.com'],
  ] as const)('asks in the configured region %s', async (region, host) => {
    Object.assign(process.env, shell);
    expect(await askedBy(region)).toEqual({ host, username: `SK${'2'.repeat(32)}` });
  });
});

/** Lines that the real service writes, and the ways in which they are exported. */
import { FetchFailure } from '../../../src/http/get';
import type { LogEntry } from '../../../src/log';
import { createTestService } from '../../support/service';
import {
  makeKey,
  SECRET,
  seconds,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../../support/tokens';

const ISSUER = 'https://login.example.com/';

/** What the service writes about a few requests of each kind; 12 ms for each decision. */
export async function realLog(): Promise<LogEntry[]> {
  let time = Date.now();
  const now = () => {
    time += 6;
    return time;
  };
  const environment = sharedSecretEnvironment({
    AUTH_ISSUER: ISSUER,
    GUESTS: 'on',
    GUEST_SECRET: 'a-guest-secret-of-more-than-32-bytes-for-tests',
  });
  const service = createTestService({ environment, now });
  const bearer = (claims: object) => signToken(validClaims({ ...claims }), { key: SECRET });
  for (const sub of ['alice', 'bob', 'alice', 'carol']) await service.ask(bearer({ sub }));
  await service.ask(bearer({ exp: seconds() - 1000 }));
  await service.ask(bearer({ exp: seconds() - 1000 }));
  await service.ask(bearer({ aud: 'https://another.example' }));
  const visitor = await service.guest();
  await service.ask(String(visitor.body.guestTicket));
  await service.token();
  await service.health();

  const key = makeKey('ES256');
  const outage = createTestService({
    environment: validEnvironment(),
    get: async () => {
      throw new FetchFailure('the answer has status 500');
    },
  });
  await outage.ask(signToken(validClaims(), { key }));
  const wrong = createTestService({ environment: validEnvironment({ AUTH_AUDIENCE: undefined }) });
  await wrong.token();
  return [...service.log, ...outage.log, ...wrong.log];
}

/** An entry as the service writes it. */
export const lineOf = (entry: object) => JSON.stringify(entry);

/** A resource of Twilio's API with a line in it. */
export const logResource = (message: string, date: Date) => ({
  sid: `NO${'0'.repeat(32)}`,
  account_sid: `AC${'0'.repeat(32)}`,
  service_sid: `ZS${'0'.repeat(32)}`,
  environment_sid: `ZE${'0'.repeat(32)}`,
  build_sid: `ZB${'0'.repeat(32)}`,
  deployment_sid: `ZD${'0'.repeat(32)}`,
  function_sid: `ZH${'0'.repeat(32)}`,
  request_sid: `RQ${'0'.repeat(32)}`,
  level: 'INFO',
  message,
  date_created: date.toISOString(),
  url: 'https://serverless.twilio.com/v1/Services/ZS/Environments/ZE/Logs/NO',
});

/** What the installed `twilio-run logs` prints of a line; `json` is its `-o json`. */
export function printedByTwilioRun(message: string, date: Date, format: '' | 'json'): string {
  const { printLog } = jest.requireActual('twilio-run/dist/printers/logs');
  const spy = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  try {
    printLog(logResource(message, date), format);
    return spy.mock.calls.map(([line]) => `${line}\n`).join('');
  } finally {
    spy.mockRestore();
  }
}

/** What the Twilio CLI prints for `api:serverless:v1:…:logs:list -o json`. */
export function printedByTwilioCli(messages: readonly string[], date: Date): string {
  const camelCase = (name: string) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  const list = messages.map((message) =>
    Object.fromEntries(
      Object.entries(logResource(message, date)).map(([name, value]) => [camelCase(name), value]),
    ),
  );
  return `${JSON.stringify(list, null, 2)}\n`;
}

/** The service in front of a misbehaving issuer, over real HTTP. */
import type { Policy } from '../../src/settings';
import { type Clock, HOUR, runningClock } from './clock';
import type { MisbehavingIssuer } from './misbehaving-issuer';
import { createTestService, type TestAnswer, type TestService } from './service';
import { seconds, signToken, type TestKey, validClaims, validEnvironment } from './tokens';

/** No answer may take longer, in milliseconds. */
export const LONGEST_ANSWER = 4000;

export interface KeySetService extends TestService {
  clock: Clock;
  /** The causes of failed fetches, as reported in the log. */
  reports(): string[];
}

/** A service that trusts the issuer, or those of a policy. */
export function serviceBefore(
  issuer: MisbehavingIssuer | undefined,
  { policy, clock = runningClock() }: { policy?: Policy; clock?: Clock } = {},
): KeySetService {
  const trust = issuer
    ? { AUTH_ISSUER: issuer.issuer }
    : { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
  const service = createTestService({
    environment: validEnvironment(trust),
    now: clock.now,
    ...(policy && { policy }),
  });
  const reports = () =>
    service.log.flatMap((entry) => (entry.event === 'key_set' ? [entry.cause] : []));
  return { ...service, clock, reports };
}

/** A token of the issuer that outlives any test. */
export function longToken(issuer: { issuer: string }, key: TestKey, kid: string = key.kid): string {
  const exp = seconds(Date.now() + 1000 * HOUR);
  return signToken(validClaims({ iss: issuer.issuer, exp }), { key, kid });
}

/** Waits for an answer, which must come in time. */
export async function inTime(answer: Promise<TestAnswer>): Promise<TestAnswer> {
  const startedAt = performance.now();
  const found = await answer;
  expect(performance.now() - startedAt).toBeLessThan(LONGEST_ANSWER);
  return found;
}

/** The code of a refusal, or its status if it was granted. */
export const outcomeOf = ({ status, body }: TestAnswer) => body.code ?? status;

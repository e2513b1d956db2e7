/** Many requests at once, over real HTTP: how often the issuer is asked. */
import { MINUTE, SECOND } from '../../support/clock';
import {
  inTime,
  type KeySetService,
  longToken,
  outcomeOf,
  serviceBefore,
} from '../../support/key-set-service';
import {
  heldBy,
  type MisbehavingIssuer,
  ok,
  startIssuer,
  status,
} from '../../support/misbehaving-issuer';
import { makeKey, signToken, validClaims } from '../../support/tokens';

const key = makeKey('EdDSA', 'current');
const CROWD = 1000;

let issuer: MisbehavingIssuer;
let service: KeySetService;
beforeEach(async () => {
  issuer = await startIssuer([key]);
  service = serviceBefore(issuer);
});
afterEach(() => issuer.close());

const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));
const distinctTokens = () =>
  times(CROWD, (i) => signToken(validClaims({ iss: issuer.issuer, sub: `user-${i}` }), { key }));
const tokensOfMadeUpKeys = (round: string) =>
  times(CROWD, (i) => longToken(issuer, key, `made-up-${round}-${i}`));
const askAll = (tokens: readonly string[]) =>
  Promise.all(tokens.map((token) => inTime(service.ask(token))));
const asked = () => [issuer.discovery.requests, issuer.keySet.requests];

/** A gate that a test opens. */
function makeGate() {
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { gate, open: () => open() };
}

describe('a thousand people at a cold start', () => {
  it('share one discovery and one key set', async () => {
    const answers = await askAll(distinctTokens());
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ body }) => body.identity)).size).toBe(CROWD);
    expect(asked()).toEqual([1, 1]);
  });

  it('share one failure, and one report of it', async () => {
    issuer.discovery.behaviour = status(500);
    const answers = await askAll(distinctTokens());
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['issuer_unavailable']));
    expect(asked()).toEqual([1, 0]);
    expect(service.reports()).toHaveLength(1);
  });
});

describe('a thousand tokens with made-up kids', () => {
  beforeEach(async () => {
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    expect(asked()).toEqual([1, 1]);
  });

  it('cause no fetch in the 30 s after the last one', async () => {
    service.clock.advance(20 * SECOND);
    const answers = await askAll(tokensOfMadeUpKeys('a'));
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['key_unknown']));
    expect(asked()).toEqual([1, 1]);
  });

  it('cause one fetch in 30 s, which nobody with a good token waits for', async () => {
    const { gate, open } = makeGate();
    issuer.keySet.behaviour = heldBy(gate);
    service.clock.advance(31 * SECOND);
    const bad = askAll(tokensOfMadeUpKeys('a'));
    let answered = false;
    bad.then(() => {
      answered = true;
    });
    const good = await askAll(times(100, () => longToken(issuer, key)));
    expect(new Set(good.map(outcomeOf))).toEqual(new Set([200]));
    expect(answered).toBe(false);
    open();
    expect(new Set((await bad).map(outcomeOf))).toEqual(new Set(['key_unknown']));
    expect(asked()).toEqual([1, 2]);

    issuer.keySet.behaviour = ok;
    await askAll(tokensOfMadeUpKeys('b'));
    expect(asked()).toEqual([1, 2]);
    service.clock.advance(31 * SECOND);
    await askAll(tokensOfMadeUpKeys('c'));
    expect(asked()).toEqual([1, 3]);
  });

  it('cause no more fetches while the issuer is down, nor harm to good tokens', async () => {
    issuer.keySet.behaviour = status(500);
    service.clock.advance(31 * SECOND);
    const answers = await askAll(tokensOfMadeUpKeys('a'));
    expect(new Set(answers.map(outcomeOf))).toEqual(new Set(['issuer_unavailable']));
    await askAll(tokensOfMadeUpKeys('b'));
    expect(asked()).toEqual([1, 2]);
    expect(service.reports()).toHaveLength(1);
    expect(outcomeOf(await service.ask(longToken(issuer, key)))).toBe(200);
    expect(asked()).toEqual([1, 2]);
  });
});

describe('a thousand people when the key set has to be refreshed', () => {
  it('share one fetch, which only the first of them waits for', async () => {
    await service.ask(longToken(issuer, key));
    const { gate, open } = makeGate();
    issuer.keySet.behaviour = heldBy(gate);
    service.clock.advance(10 * MINUTE);
    let first: unknown;
    const waiting = service.ask(longToken(issuer, key)).then((answer) => {
      first = outcomeOf(answer);
    });
    const rest = await askAll(distinctTokens());
    expect(new Set(rest.map(outcomeOf))).toEqual(new Set([200]));
    expect(first).toBeUndefined();
    open();
    await waiting;
    expect(first).toBe(200);
    expect(asked()).toEqual([1, 2]);
  });
});

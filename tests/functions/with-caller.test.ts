/** Functions of an adopter that know their caller. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerlessFunctionSignature } from '@twilio-labs/serverless-runtime-types/types';
import twilio from 'twilio';
import { withCaller as deployed } from '../../functions/caller.private';
import { REFUSALS } from '../../src/errors';
import type { Policy } from '../../src/settings';
import { type CallerFunction, withCaller } from '../../src/with-caller';
import { call, provideTwilioGlobal } from '../support/handler';
import { createTestService } from '../support/service';
import { SECRET, sharedSecretEnvironment, signToken, validClaims } from '../support/tokens';
import { startTwilio, type TwilioStandIn } from '../support/twilio';

const ORIGIN = 'https://app.example.com';
const context = sharedSecretEnvironment({ ALLOWED_ORIGINS: ORIGIN });
const bearer = (claims: Record<string, unknown> = {}) =>
  signToken(validClaims(claims), { key: SECRET });
const eventWith = (token: string | undefined, fields: object = {}, headers: object = {}) => ({
  request: {
    headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    cookies: {},
  },
  ...fields,
});

const HELLO: CallerFunction = (_context, _event, callback, caller) => {
  const { respond, ...known } = caller;
  callback(null, respond(known));
};

let restore: () => void;
beforeEach(() => {
  restore = provideTwilioGlobal();
});
afterEach(() => {
  restore();
  jest.restoreAllMocks();
});

/** The handler of a function, and what it logs. */
function setUp(own: CallerFunction = HELLO, policy: Policy = {}) {
  const { runtime, log } = createTestService({ environment: context, policy });
  return { handler: withCaller(own, runtime, policy), log };
}

it('knows the caller whom /token knows', async () => {
  const { handler, log } = setUp();
  const answer = await call(handler, context, eventWith(bearer({ sub: 'alice@example.com' })));
  expect(answer).toMatchObject({
    status: 200,
    body: {
      identity: 'alice_40example.com',
      kind: 'person',
      claims: { sub: 'alice@example.com' },
    },
  });
  expect(log).toMatchObject([{ event: 'caller', outcome: 'granted', caller: 'person' }]);
  expect(JSON.stringify(log)).not.toContain('alice');
});

it('answers with the headers of the service, for the pages that may ask', async () => {
  const { handler } = setUp((_context, _event, callback, caller) =>
    callback(null, caller.respond({ made: true }, 201)),
  );
  const { status, headers } = await call(
    handler,
    context,
    eventWith(bearer(), {}, { origin: ORIGIN }),
  );
  expect(status).toBe(201);
  expect(headers).toMatchObject({
    'Access-Control-Allow-Origin': ORIGIN,
    'Cache-Control': 'no-store',
    Vary: 'Origin',
  });
});

describe('a caller who is refused', () => {
  it.each<[string, unknown, string]>([
    ['no credential', eventWith(undefined), 'missing_credential'],
    ['a token that has expired', eventWith(bearer({ exp: 1 })), 'token_expired'],
    [
      'a foreign page',
      eventWith(bearer(), {}, { origin: 'https://evil.example' }),
      'origin_not_allowed',
    ],
  ])('gets the answer of /token, and the function is not called: %s', async (_, event, code) => {
    const own = jest.fn();
    const { handler, log } = setUp(own);
    const answer = await call(handler, context, event);
    const { status, error } = REFUSALS[code as keyof typeof REFUSALS];
    expect(answer).toMatchObject({ status, body: { error, code } });
    expect(log).toMatchObject([{ event: 'caller', outcome: 'refused', code }]);
    expect(own).not.toHaveBeenCalled();
  });

  it('is refused by a rule too', async () => {
    const own = jest.fn();
    const { handler } = setUp(own, { rules: [{ name: 'none', deny: 'closed' }] });
    const answer = await call(handler, context, eventWith(bearer()));
    expect(answer.body).toMatchObject({ code: 'denied_by_rule' });
    expect(own).not.toHaveBeenCalled();
  });
});

describe('a function that fails', () => {
  const SECRET_TEXT = 'secret-of-alice@example.com';
  it.each<[string, CallerFunction]>([
    [
      'by throwing',
      () => {
        throw new TypeError(SECRET_TEXT);
      },
    ],
    ['by rejecting', () => Promise.reject(new TypeError(SECRET_TEXT))],
    ['by an error in its callback', (_c, _e, callback) => callback(new TypeError(SECRET_TEXT))],
  ])('is a 500 without details: %s', async (_, own) => {
    const { handler, log } = setUp(own);
    const answer = await call(handler, context, eventWith(bearer(), {}, { origin: ORIGIN }));
    expect(answer).toMatchObject({
      status: 500,
      headers: { 'Access-Control-Allow-Origin': ORIGIN },
      body: { code: 'unexpected_error' },
    });
    expect(log[1]).toEqual({
      event: 'function',
      level: 'error',
      cause: 'a step failed with TypeError',
      requestId: answer.body.requestId,
    });
    expect(JSON.stringify([answer, log])).not.toContain(SECRET_TEXT);
  });

  it('after it has answered changes nothing', async () => {
    const { handler } = setUp((_context, _event, callback, caller) => {
      callback(null, caller.respond({ first: true }));
      callback(null, caller.respond({ second: true }));
      throw new Error('late');
    });
    expect((await call(handler, context, eventWith(bearer()))).body).toEqual({ first: true });
  });
});

describe('the private function', () => {
  it('exports the same, by the types that other projects get', () => {
    const typed: typeof import('../../cli/add/caller').withCaller = deployed;
    expect(typed).toBe(withCaller);
  });
});

describe('the example /invite', () => {
  const FILE = join(__dirname, '../../docs/examples/invite.js');

  /** Loads the example as the platform does, with its REST requests going to the stand-in. */
  function load(standIn: TwilioStandIn): ServerlessFunctionSignature {
    const modules: Record<string, unknown> = {
      '/functions/caller.private.js': { withCaller: (own: CallerFunction) => setUp(own).handler },
      twilio: (username: string, password: string, options: object) =>
        twilio(username, password, { ...options, httpClient: standIn.httpClient() }),
    };
    const exported: { handler?: ServerlessFunctionSignature } = {};
    new Function('require', 'exports', 'Runtime', readFileSync(FILE, 'utf8'))(
      (name: string) => modules[name],
      exported,
      { getFunctions: () => ({ caller: { path: '/functions/caller.private.js' } }) },
    );
    return exported.handler as ServerlessFunctionSignature;
  }

  it('brings two users together in one conversation, however often they ask', async () => {
    const standIn = await startTwilio();
    const handler = load(standIn);
    try {
      const invite = (sub: string, identity: unknown) =>
        call(handler, context, eventWith(bearer({ sub }), { identity }));
      const first = await invite('alice', 'bob');
      expect(first).toMatchObject({
        status: 200,
        body: { conversationSid: expect.stringMatching(/^CH/) },
      });
      expect((await invite('bob', 'alice')).body).toEqual(first.body);
      const [conversation, ...others] = [...standIn.conversations.values()];
      expect(others).toEqual([]);
      expect([...(conversation?.participants.keys() ?? [])].sort()).toEqual(['alice', 'bob']);
      for (const wrong of ['', undefined, 'alice', ['bob'], { a: 1 }]) {
        expect((await invite('alice', wrong)).status).toBe(400);
      }
      expect((await call(handler, context, eventWith(undefined, { identity: 'bob' }))).status).toBe(
        401,
      );
    } finally {
      await standIn.close();
    }
  });
});

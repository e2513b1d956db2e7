import { REFUSALS, Refusal, type RefusalCode } from '../../src/errors';
import { type Answer, buildAnswer, type Cors } from '../../src/http/answer';

const codes = Object.keys(REFUSALS) as RefusalCode[];
const withStatus = (...statuses: number[]) =>
  codes.filter((code) => statuses.includes(REFUSALS[code].status));

const ANY: Cors = { origin: '*', credentials: false };

const refuse = (code: RefusalCode, details = {}): Answer =>
  buildAnswer({ refused: new Refusal(code, 'PRIVATE', details) }, ANY, 'request-1');

/** The parameters of a challenge as a strict reader of RFC 6750 §3 sees them. */
function readChallenge(answer: Answer): Record<string, string> {
  const challenge = answer.headers['WWW-Authenticate'] ?? '';
  // Each value is quoted and has neither a quote nor a backslash in it.
  const parameter = '([a-z_]+)="([\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*)"';
  expect(challenge).toMatch(new RegExp(`^Bearer ${parameter}(, ${parameter})*$`));
  const found = [...challenge.matchAll(new RegExp(parameter, 'g'))];
  return Object.fromEntries(found.map(([, name, value]) => [name, value]));
}

describe('every answer', () => {
  const answers: [string, Answer][] = [
    ['granted', buildAnswer({ granted: { token: 't' } }, ANY, 'request-1')],
    ...codes.map((code): [string, Answer] => [code, refuse(code)]),
  ];

  it.each(answers)('has the common headers: %s', (_, { headers }) => {
    expect(headers).toMatchObject({
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Origin',
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After',
    });
  });

  it.each(answers)('has a body that is an object: %s', (_, { body }) => {
    expect(typeof body).toBe('object');
  });

  it.each([
    ['any origin', '*'],
    ['one origin', 'https://app.example.com'],
  ])('may be read by %s', (_, origin) => {
    const { headers } = buildAnswer({ granted: {} }, { origin, credentials: false }, 'request-1');
    expect(headers['Access-Control-Allow-Origin']).toBe(origin);
    expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
  });

  it('may be read by a page that sent cookies where these count', () => {
    const cors = { origin: 'https://app.example.com', credentials: true };
    const { headers } = buildAnswer({ granted: {} }, cors, 'request-1');
    expect(headers['Access-Control-Allow-Credentials']).toBe('true');
  });

  it('names no allowed origin where there is none', () => {
    const cors = { origin: undefined, credentials: false };
    const { headers } = buildAnswer({ granted: {} }, cors, 'request-1');
    expect(headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });
});

describe('a grant', () => {
  it('is answered with 200 and its own body, without a challenge', () => {
    const granted = { token: 't', identity: 'alice' };
    const answer = buildAnswer({ granted }, ANY, 'request-1');
    expect(answer).toMatchObject({ status: 200, body: granted });
    expect(answer.headers).not.toHaveProperty('WWW-Authenticate');
    expect(answer.headers).not.toHaveProperty('Retry-After');
  });
});

describe('a refusal', () => {
  it.each(codes)('tells error, code, sentence and requestId, and nothing private: %s', (code) => {
    const { error, status, sentence } = REFUSALS[code];
    const answer = refuse(code);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      error,
      code,
      error_description: sentence,
      requestId: 'request-1',
    });
    expect(JSON.stringify(answer)).not.toContain('PRIVATE');
  });
});

describe('the challenge', () => {
  it('names no error when no credential was sent', () => {
    expect(readChallenge(refuse('missing_credential'))).toEqual({ realm: 'conversations' });
  });

  it.each(withStatus(401, 403).filter((code) => code !== 'missing_credential'))(
    'names error and description: %s',
    (code) => {
      const { error, sentence } = REFUSALS[code];
      expect(readChallenge(refuse(code))).toEqual({
        realm: 'conversations',
        error,
        error_description: sentence,
      });
    },
  );

  it('names the wanted scope for insufficient_scope', () => {
    const { scope } = readChallenge(refuse('insufficient_scope', { scope: 'chat profile' }));
    expect(scope).toBe('chat profile');
  });

  it.each(withStatus(400, 404, 500, 503))('is absent: %s', (code) => {
    expect(refuse(code).headers).not.toHaveProperty('WWW-Authenticate');
  });
});

describe('Retry-After', () => {
  it('is the rest of the pause on 503, and 1 if none is known', () => {
    const { headers } = refuse('issuer_unavailable', { retryAfterSeconds: 17 });
    expect(headers['Retry-After']).toBe('17');
    expect(refuse('issuer_unavailable').headers['Retry-After']).toBe('1');
  });

  it.each(withStatus(400, 401, 403, 404, 500))('is absent: %s', (code) => {
    expect(refuse(code).headers).not.toHaveProperty('Retry-After');
  });
});

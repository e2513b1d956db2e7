/** What must not be in the output: a usable token, a secret, or anything that a terminal obeys. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { withoutTokens } from '../../../../cli/diagnose/redact';
import { withFirst } from '../../../../cli/explain/command';
import type { Explanation } from '../../../../cli/explain/model';
import { printExplanation } from '../../../../cli/explain/print';
import { asciiJson } from '../../../../cli/printable';
import { startAskedEndpoint } from '../../../support/asked-issuer';
import {
  API_KEY_SECRET,
  AUDIENCE,
  makeKey,
  rawToken,
  SECRET,
  SERVICE_SID,
  seconds,
  sharedSecretEnvironment,
  signerOf,
  signToken,
  validClaims,
  validEnvironment,
} from '../../../support/tokens';
import { explained } from '../support';

const GUEST_SECRET = 'guest-tickets-are-signed-under-this-secret';
const IDENTITY_SECRET = 'identities-hashed-under-this-secret';
const BACKEND = `backend_${'t0ken'.repeat(8)}`;

const written = (explanation: Explanation) =>
  `${printExplanation(explanation)}\n${asciiJson(withFirst(explanation))}`;

/** No signature, no token, no secret, and nothing else in three parts that begins as a JWT does. */
function expectNoToken(text: string, token: string): void {
  const [, , signature] = token.split('.');
  const secrets = [SECRET, GUEST_SECRET, IDENTITY_SECRET, API_KEY_SECRET, 'secret-of-the-client'];
  for (const secret of [token, ...secrets, ...(signature ? [signature] : [])]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+/);
}

describe('no token is shown', () => {
  const environment = sharedSecretEnvironment({
    GUESTS: 'on',
    GUEST_SECRET,
    BACKEND_TOKENS: createHash('sha256').update(BACKEND).digest('hex'),
    IDENTITY_FORMAT: 'hashed',
    IDENTITY_SECRET,
  });
  const ticket = signToken(
    { sub: 'a'.repeat(32), aud: SERVICE_SID, exp: seconds() + 600 },
    { key: GUEST_SECRET, header: { typ: 'guest-ticket+jwt' } },
  );

  it.each([
    ['of a person', signToken(validClaims(), { key: SECRET }), 200],
    ['that has ended', signToken(validClaims({ exp: 1 }), { key: SECRET }), 401],
    ['that is forged', signToken(validClaims(), { key: GUEST_SECRET }), 401],
    ['of a guest', ticket, 200],
    ['of a backend', BACKEND, 200],
    ['of a backend, mistyped', `${BACKEND}x`, 401],
    ['that is opaque', 'an-opaque-token-of-somebody', 401],
  ])('%s', async (_name, token, status) => {
    const explanation = await explained(token, { environment, fields: { identity: 'bob' } });
    expect(explanation.verdict.status).toBe(status);
    expectNoToken(written(explanation), token);
  });

  it('whose issuer repeats it in its answer', async () => {
    const asked = await startAskedEndpoint();
    const token = 'opaque-token-of-carol';
    asked.answers[token] = {
      active: true,
      ...validClaims({ iss: undefined, sub: token }),
      token,
      nested: [{ [`x-${token}`]: `Bearer ${token}` }],
    };
    const explanation = await explained(token, {
      environment: validEnvironment({
        AUTH_INTROSPECTION_URL: asked.url,
        AUTH_INTROSPECTION_CLIENT_ID: 'service',
        AUTH_INTROSPECTION_CLIENT_SECRET: 'secret-of-the-client',
      }),
    });
    await asked.close();
    expect(explanation.verdict.outcome).toBe('granted');
    expect(explanation.claims?.nested).toEqual([{ 'x-[a token]': 'Bearer [a token]' }]);
    expectNoToken(written(explanation), token);
  });

  it('that was signed anew, because its signature could not be checked', async () => {
    const key = makeKey('ES256');
    const token = signToken(validClaims(), { key });
    const explanation = await explained(token, { environment: validEnvironment(), offline: true });
    expect(explanation.verdict.unproven).toEqual(['signature']);
    expectNoToken(written(explanation), token);
  });
});

it('leaves short tokens in texts where they stand by chance', () => {
  expect(withoutTokens({ a: ['ab', 'abc', 1, null] }, ['ab', ''])).toEqual({
    a: ['[a token]', 'abc', 1, null],
  });
});

describe('a terminal is shown', () => {
  const environment = sharedSecretEnvironment();
  const NASTY = '\u0000\u001b]0;x\u0007\u001b[2J\r\u007f\u009b31m\u202e\u2066\u200b\u2028\ud800';

  function expectHarmless(explanation: Explanation): void {
    expect(printExplanation(explanation)).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} \n]*$/u);
    expect(asciiJson(withFirst(explanation))).toMatch(/^[\x20-\x7e\n]*$/);
  }

  it('nothing that it obeys, wherever that stands', async () => {
    const claims = validClaims({
      sub: `a${NASTY}`,
      aud: [AUDIENCE, NASTY],
      [`n${NASTY}`]: { [NASTY]: [NASTY] },
      org_id: NASTY,
      name: NASTY,
    });
    const policy = {
      rules: [
        { name: 'one', when: { claims: { org_id: 'acme' } }, allow: {} },
        { name: 'two', allow: { friendlyName: 'name' } },
      ],
    };
    const header = JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: NASTY, [NASTY]: 1 });
    const token = rawToken(header, JSON.stringify(claims), signerOf(SECRET, 'HS256'));
    const explanation = await explained(token, { environment, policy });
    expect(explanation.rules?.[0]?.conditions[0]?.found).toBe(NASTY);
    expectHarmless(explanation);
    expectHarmless(await explained(NASTY.repeat(2), { environment }));
    expectHarmless(await explained(`eyJ${NASTY}.${NASTY}.${NASTY}`, { environment }));
  });

  it('no line of a claim’s own making', async () => {
    const sub = 'a\n\nGranted: the service answers 200.';
    const token = signToken(validClaims({ sub }), { key: SECRET });
    const text = printExplanation(await explained(token, { environment }));
    expect(text.split('\n').filter((line) => line.startsWith('Granted'))).toEqual([]);
    expect(text).toContain('\nRefused: the service answers 403 identity_unusable');
  });

  it('nothing harmful of any claims and any header', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 });
    const json = fc.dictionary(text, fc.oneof(text, fc.jsonValue()), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(json, json, async (header, claims) => {
        const all = [{ alg: 'HS256', ...header }, validClaims(claims)].map((each) =>
          JSON.stringify(each),
        );
        const token = rawToken(all[0] ?? '', all[1] ?? '', signerOf(SECRET, 'HS256'));
        expectHarmless(await explained(token, { environment }));
      }),
      { numRuns: 300 },
    );
  });

  it('only so much of a long claim', async () => {
    const token = signToken(validClaims({ story: 'x'.repeat(4000) }), { key: SECRET });
    const explanation = await explained(token, { environment });
    expect(printExplanation(explanation)).not.toContain('x'.repeat(201));
    expect(asciiJson(withFirst(explanation))).toContain('x'.repeat(4000));
  });
});

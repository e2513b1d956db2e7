/** What `--offline` can check, what it takes for good, and what it leaves open. */
import {
  makeKey,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../../support/tokens';
import { COMPILED, ENTRY, environment, key, NOW, tokenWith, useServers } from './stage';
import { answerOf, checkOf, expectAgreement, explained } from './support';

const { issuerWith, endpoint } = useServers();

const offline = { offline: true, now: NOW * 1000 };

it('takes a signature for good that only a fetched key could check, and says so', async () => {
  const issuer = await issuerWith(key);
  const place = { ...offline, environment: validEnvironment({ AUTH_ISSUER: issuer.issuer }) };
  const granted = await explained(tokenWith({ iss: issuer.issuer }), place);
  expect(granted.verdict).toMatchObject({ outcome: 'granted', unproven: ['signature'] });
  expect(checkOf(granted, 'Signature')).toMatchObject({ mark: 'open' });
  const expired = await explained(tokenWith({ iss: issuer.issuer, exp: NOW - 60 }), place);
  expect(answerOf(expired)).toBe('401 token_expired');
  expectAgreement(expired);
  expect([issuer.discovery.requests, issuer.keySet.requests]).toEqual([0, 0]);
});

it.each(['RS256', 'ES384', 'ES512', 'EdDSA'] as const)('does so with %s', async (alg) => {
  const place = { ...offline, environment: validEnvironment({ AUTH_ALGORITHMS: alg }) };
  const token = tokenWith({}, { key: makeKey(alg), alg });
  expect((await explained(token, place)).verdict).toMatchObject({
    outcome: 'granted',
    unproven: ['signature'],
  });
});

it('checks what a shared secret, a guest secret or compiled-in keys can check', async () => {
  const shared = { ...offline, environment: sharedSecretEnvironment() };
  const compiled = { ...offline, environment, policy: COMPILED };
  const forged = makeKey('ES256', 'k1');
  const [good, bad] = [SECRET, 'another-secret-of-more-than-32-bytes-too'];
  for (const [token, place, answer] of [
    [signToken(validClaims({}, NOW), { key: good }), shared, '200 alice'],
    [signToken(validClaims({}, NOW), { key: bad }), shared, '401 signature_invalid'],
    [tokenWith(), compiled, '200 alice'],
    [tokenWith({}, { key: forged }), compiled, '401 signature_invalid'],
  ] as const) {
    const explanation = await explained(token, place);
    expect(answerOf(explanation)).toBe(answer);
    expect(explanation.verdict.unproven).toEqual([]);
  }
});

it('goes on from compiled-in keys to taking for good where keys could also be fetched', async () => {
  const policy = { issuers: [{ ...ENTRY, fetchKeys: true }] };
  const place = { ...offline, environment, policy };
  const unproven = async (token: string) => (await explained(token, place)).verdict.unproven;
  expect(await unproven(tokenWith())).toEqual([]);
  expect(await unproven(tokenWith({}, { kid: 'newer' }))).toEqual(['signature']);
});

it('leaves open what only the issuer knows', async () => {
  const asked = await endpoint();
  const userinfo = validEnvironment({ AUTH_USERINFO_URL: asked.url });
  const explanation = await explained('opaque-token', { ...offline, environment: userinfo });
  expect(explanation.verdict.outcome).toBe('undecided');
  expect(asked.questions).toEqual([]);
});

/** What is found of a JWT, and what goes on being told after the first failure. */
import { html } from '../../support/misbehaving-issuer';
import { AUDIENCE, ISSUER, makeKey, validEnvironment } from '../../support/tokens';
import { COMPILED, ENTRY, environment, key, NOW, tokenWith, useServers } from './stage';
import { answerOf, checkOf, expectAgreement, explained, failures } from './support';

const { issuerWith } = useServers();
const explain = (token: string, policy = COMPILED) =>
  explained(token, { environment, policy, now: NOW * 1000 });

describe('a token with several faults', () => {
  it('is refused for the first, and all of them are told', async () => {
    const claims = { exp: NOW - 60, nbf: NOW + 60, aud: 'https://other.example', sub: ' ' };
    const explanation = await explain(tokenWith(claims));
    expect(answerOf(explanation)).toBe('401 token_expired');
    expect(failures(explanation)).toEqual([
      'token_expired',
      'token_not_yet_valid',
      'audience_mismatch',
      'identity_claim_invalid',
    ]);
    expect(checkOf(explanation, 'Signature')?.mark).toBe('holds');
    expect(checkOf(explanation, 'Audience')).toEqual({
      title: 'Audience',
      mark: 'fails',
      found: 'aud "https://other.example"',
      wanted: `"${AUDIENCE}"`,
      code: 'audience_mismatch',
      note: 'aud names none of the audiences wanted',
    });
    expect(checkOf(explanation, 'Expiry')).toMatchObject({
      found: '2027-01-15T07:59:00.000Z (60 s ago)',
      wanted: 'ahead, give or take 30 s',
    });
  });

  it('has its claims and its identity told although its signature is wrong', async () => {
    const forged = tokenWith({ sub: 'bob', exp: NOW - 60 }, { key: makeKey('ES256', 'k1') });
    const explanation = await explain(forged);
    expect(answerOf(explanation)).toBe('401 signature_invalid');
    expect(failures(explanation)).toEqual(['signature_invalid', 'token_expired']);
    expect(explanation.claims?.sub).toBe('bob');
    expect(explanation.issued).toMatchObject({ granted: false, identity: 'bob', lifetime: 3600 });
  });

  it('is judged by the only entry although its issuer is another', async () => {
    const explanation = await explain(tokenWith({ iss: ISSUER.slice(0, -1), aud: 'x' }));
    expect(failures(explanation)).toEqual(['issuer_mismatch', 'audience_mismatch']);
    expect(checkOf(explanation, 'Signature')?.mark).toBe('holds');
  });

  it('is judged by no entry where there are several', async () => {
    const other = { ...ENTRY, issuer: 'https://partner.example.com', namespace: 'partner' };
    const policy = { issuers: [{ ...ENTRY, namespace: 'staff' }, other] };
    const token = tokenWith({ iss: 'https://a.example', exp: NOW - 60 });
    const explanation = await explain(token, policy);
    expect(failures(explanation)).toEqual(['issuer_mismatch', 'token_expired']);
    for (const title of ['Signature', 'Audience', 'Identity', 'Scope']) {
      expect(checkOf(explanation, title)?.mark).toBe('open');
    }
  });

  it('has parts that are judged apart', async () => {
    const [, payload] = tokenWith({ aud: 7 }).split('.');
    const header = Buffer.from('{"alg":"ES256","crit":["x"],"typ":"logout+jwt"}');
    const token = `${header.toString('base64url')}.${payload}.a=`;
    expect(failures(await explain(token))).toEqual([
      'token_malformed',
      'token_header_unsupported',
      'claim_invalid',
      'token_type_unsupported',
    ]);
  });
});

it.each([
  ['two parts', 'eyJhbGciOiJFUzI1NiJ9.e30', 'token_malformed'],
  ['five parts', 'eyJhbGciOiJFUzI1NiJ9.a.b.c.d', 'token_encrypted'],
  ['a payload of no JSON', 'eyJhbGciOiJFUzI1NiJ9.AAAA.', 'token_malformed'],
  ['nine thousand bytes', `eyJhbGciOiJFUzI1NiJ9.${'A'.repeat(9000)}.`, 'token_too_large'],
  ['a claim twice', `eyJhbGciOiJFUzI1NiJ9.${btoa('{"a":1,"a":2}')}.`, 'token_malformed'],
  ['a comma', 'eyJhbGciOiJFUzI1NiJ9.e30.,', 'credential_repeated'],
  ['no claims', 'eyJhbGciOiJFUzI1NiJ9.e30.', 'issuer_mismatch'],
])('takes a token of %s apart', async (_name, token, code) => {
  const explanation = await explain(token.replaceAll('=', ''));
  expect(explanation.verdict.code).toBe(code);
  expectAgreement(explanation);
});

describe('keys of a key set', () => {
  it('are fetched once, for the verdict and for the list', async () => {
    const issuer = await issuerWith(key);
    const token = tokenWith({ iss: issuer.issuer });
    const place = { environment: validEnvironment({ AUTH_ISSUER: issuer.issuer }) };
    const explanation = await explained(token, { ...place, now: NOW * 1000 });
    expect(answerOf(explanation)).toBe('200 alice');
    expect(checkOf(explanation, 'Key')).toMatchObject({
      found: 'kid "k1"',
      note: 'fetched from the issuer',
    });
    expect([issuer.discovery.requests, issuer.keySet.requests]).toEqual([1, 1]);
  });

  it('are named if none fits', async () => {
    const issuer = await issuerWith(key, makeKey('EdDSA', 'k\u001b2'));
    const token = tokenWith({ iss: issuer.issuer }, { kid: 'k0' });
    const place = { environment: validEnvironment({ AUTH_ISSUER: issuer.issuer }) };
    const explanation = await explained(token, { ...place, now: NOW * 1000 });
    expect(answerOf(explanation)).toBe('401 key_unknown');
    expect(checkOf(explanation, 'Key')?.note).toBe('there are: k1 (ES256), k\\u{1b}2 (EdDSA)');
    expect(issuer.keySet.requests).toBe(1);
  });

  it('that cannot be had are told with the cause, and the rest is told all the same', async () => {
    const issuer = await issuerWith(key);
    issuer.keySet.behaviour = html;
    const token = tokenWith({ iss: issuer.issuer, aud: 'x' });
    const place = { environment: validEnvironment({ AUTH_ISSUER: issuer.issuer }) };
    const explanation = await explained(token, { ...place, now: NOW * 1000 });
    expect(answerOf(explanation)).toBe('503 issuer_unavailable');
    expect(checkOf(explanation, 'Key')?.note).toBe('key set: the answer is not JSON');
    expect(failures(explanation)).toEqual(['issuer_unavailable', 'audience_mismatch']);
  });
});

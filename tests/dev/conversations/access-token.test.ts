import { type Credentials, judgeToken } from '../../../dev/conversations/access-token';
import { encodePart, signHs256 } from '../../../src/hmac';

const hex = (digit: string) => digit.repeat(32);
const credentials: Credentials = {
  accountSid: `AC${hex('a')}`,
  apiKeySid: `SK${hex('b')}`,
  apiKeySecret: 'a secret',
  serviceSid: `IS${hex('c')}`,
  region: 'us1',
};
const NOW = 1_800_000_000;

const header = { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' };
const payload = {
  jti: 'x',
  iss: credentials.apiKeySid,
  sub: credentials.accountSid,
  iat: NOW,
  exp: NOW + 3600,
  grants: { identity: 'alice', chat: { service_sid: credentials.serviceSid } },
};

const sign = (headerChanges: object = {}, payloadChanges: object = {}, secret = 'a secret') =>
  signHs256(encodePart({ ...header, ...headerChanges }), { ...payload, ...payloadChanges }, secret);
const judge = (token: unknown) => judgeToken(token, credentials, NOW * 1000);

it('takes a token of this service', () => {
  expect(judge(sign())).toEqual({ identity: 'alice', expiresAt: (NOW + 3600) * 1000 });
});

it('takes a token of its own region only', () => {
  const ireland = { ...credentials, region: 'ie1' };
  expect(judgeToken(sign({ twr: 'ie1' }), ireland, NOW * 1000).identity).toBe('alice');
  expect(() => judgeToken(sign(), ireland, NOW * 1000)).toThrow(
    expect.objectContaining({ code: 20101 }),
  );
});

const grants = payload.grants;

it.each([
  ['no text', 7, 20101],
  ['no JWT', 'abc', 20101],
  ['two parts', 'e30.e30', 20101],
  ['four parts', `${sign()}.x`, 20101],
  ['no JSON', 'AAAA.AAAA.AAAA', 20101],
  ['another algorithm', sign({ alg: 'none' }), 20101],
  ['another type', sign({ typ: 'at+jwt' }), 20101],
  ['no content type', sign({ cty: undefined }), 20101],
  ['another region', sign({ twr: 'ie1' }), 20101],
  ['another key', sign({}, { iss: `SK${hex('d')}` }), 20103],
  ['another account', sign({}, { sub: `AC${hex('d')}` }), 20103],
  ['another secret', sign({}, {}, 'another secret'), 20107],
  [
    'an altered payload',
    sign().replace(/\.[^.]+\./, `.${encodePart({ ...payload, jti: 'y' })}.`),
    20107,
  ],
  ['no expiry', sign({}, { exp: undefined }), 20101],
  ['an expiry as text', sign({}, { exp: String(NOW + 60) }), 20101],
  ['an expiry that has come', sign({}, { exp: NOW }), 20104],
  ['a begin that has not come', sign({}, { nbf: NOW + 60 }), 20105],
  ['more than a day', sign({}, { exp: NOW + 86_401 }), 20157],
  ['no grants', sign({}, { grants: undefined }), 20106],
  ['no identity', sign({}, { grants: { ...grants, identity: undefined } }), 20106],
  ['an empty identity', sign({}, { grants: { ...grants, identity: '' } }), 20106],
  ['a long identity', sign({}, { grants: { ...grants, identity: 'x'.repeat(257) } }), 20106],
  ['no chat', sign({}, { grants: { identity: 'alice' } }), 20106],
  ['another service', sign({}, { grants: { ...grants, chat: { service_sid: 'IS1' } } }), 20106],
])('refuses a token with %s', (_, token, code) => {
  expect(() => judge(token)).toThrow(expect.objectContaining({ name: 'TokenRefused', code }));
});

/** One credential, in one of the two places where it may stand. */
import { AUDIENCE } from '../support/tokens';
import { FORM, sentEvent as sent } from './events';
import type { Family, Row } from './runner';

const MALFORMED = '400 invalid_request request_malformed';
const REPEATED = '400 invalid_request credential_repeated';
const MISSING = '401 missing_credential missing_credential';
const BAD_TOKEN = '401 invalid_token token_malformed';
const GRANTED = '200 alice';

const rows: Row[] = [
  {
    name: 'the scheme in capitals and several spaces',
    ...sent((token) => ({ authorization: `BEARER   ${token}` })),
    outcome: GRANTED,
  },
  {
    name: 'a form field',
    ...sent(
      () => ({ 'content-type': FORM }),
      (token) => ({ access_token: token }),
    ),
    outcome: GRANTED,
  },
  {
    name: 'a form field, its type with a character set',
    ...sent(
      () => ({ 'content-type': `${FORM}; charset=utf-8` }),
      (token) => ({ access_token: token }),
    ),
    outcome: GRANTED,
  },

  {
    name: 'two Authorization headers',
    ...sent((token) => ({ authorization: [`Bearer ${token}`, `Bearer ${token}`] })),
    outcome: REPEATED,
  },
  {
    name: 'a list of one Authorization header',
    ...sent((token) => ({ authorization: [`Bearer ${token}`] })),
    outcome: REPEATED,
  },
  {
    name: 'two credentials with a comma between',
    ...sent((token) => ({ authorization: `Bearer ${token}, Bearer ${token}` })),
    outcome: REPEATED,
  },
  {
    name: 'a credential and a parameter',
    ...sent((token) => ({ authorization: `Bearer ${token},realm=x` })),
    outcome: REPEATED,
  },
  {
    name: 'a header and a form field',
    ...sent(
      (token) => ({ authorization: `Bearer ${token}`, 'content-type': FORM }),
      (token) => ({ access_token: token }),
    ),
    outcome: REPEATED,
  },
  {
    name: 'a form field twice',
    ...sent(
      () => ({ 'content-type': FORM }),
      (token) => ({ access_token: [token, token] }),
    ),
    outcome: REPEATED,
  },
  {
    name: 'a form field with a member',
    ...sent(
      () => ({ 'content-type': FORM }),
      (token) => ({ access_token: { token } }),
    ),
    outcome: MALFORMED,
  },
  {
    name: 'an empty form field',
    ...sent(
      () => ({ 'content-type': FORM }),
      () => ({ access_token: '' }),
    ),
    outcome: MISSING,
  },

  { name: 'no credential', ...sent(() => ({})), outcome: MISSING },
  {
    name: 'the scheme Basic',
    ...sent(() => ({ authorization: 'Basic YWxpY2U6c2VjcmV0' })),
    outcome: MISSING,
  },
  {
    name: 'the scheme DPoP',
    ...sent((token) => ({ authorization: `DPoP ${token}` })),
    outcome: MISSING,
  },
  {
    name: 'a token without a scheme',
    ...sent((token) => ({ authorization: token })),
    outcome: MISSING,
  },
  {
    name: 'a scheme without a token',
    ...sent(() => ({ authorization: 'Bearer' })),
    outcome: MISSING,
  },
  {
    name: 'a scheme and spaces',
    ...sent(() => ({ authorization: `Bearer${' '.repeat(1000)}` })),
    outcome: MISSING,
  },
  {
    name: 'a scheme that only begins like Bearer',
    ...sent((token) => ({ authorization: `BearerX ${token}` })),
    outcome: MISSING,
  },
  {
    name: 'a tab behind the scheme',
    ...sent((token) => ({ authorization: `Bearer\t${token}` })),
    outcome: MISSING,
  },
  {
    name: 'a line break before the scheme',
    ...sent((token) => ({ authorization: `\nBearer ${token}` })),
    outcome: MISSING,
  },
  {
    name: 'a line more behind the token',
    ...sent((token) => ({ authorization: `Bearer ${token}\r\nX-User: root` })),
    outcome: BAD_TOKEN,
  },
  {
    name: 'the token in a JSON body',
    ...sent(
      () => ({ 'content-type': 'application/json' }),
      (token) => ({ access_token: token }),
    ),
    outcome: MISSING,
  },
  {
    name: 'the token in a query',
    ...sent(
      () => ({}),
      (token) => ({ access_token: token }),
    ),
    outcome: MISSING,
  },
  {
    name: 'the token in a body of another type that names the form',
    ...sent(
      () => ({ 'content-type': `text/plain; ${FORM}` }),
      (token) => ({ access_token: token }),
    ),
    outcome: MISSING,
  },
  {
    name: 'the token in a multipart body',
    ...sent(
      () => ({ 'content-type': 'multipart/form-data; boundary=x' }),
      (token) => ({ access_token: token }),
    ),
    outcome: MISSING,
  },
  {
    name: 'two types of body',
    ...sent(
      () => ({ 'content-type': [FORM, FORM] }),
      (token) => ({ access_token: token }),
    ),
    outcome: MISSING,
  },
  {
    name: 'the token in fields of other names',
    ...sent(
      () => ({ 'content-type': FORM }),
      (token) => ({ token, id_token: token, authorization: `Bearer ${token}` }),
    ),
    outcome: MISSING,
  },
  {
    name: 'the token in other headers',
    ...sent((token) => ({
      'proxy-authorization': `Bearer ${token}`,
      'x-authorization': `Bearer ${token}`,
      'x-forwarded-authorization': `Bearer ${token}`,
    })),
    outcome: MISSING,
  },
  {
    name: 'the token in a cookie',
    event: ({ login }) => ({
      request: {
        headers: { cookie: `access_token=${login.token()}` },
        cookies: { access_token: login.token() },
      },
    }),
    outcome: MISSING,
  },
  {
    name: 'headers that say who is calling',
    ...sent(() => ({ 'x-user': 'root', 'x-forwarded-user': 'root', 'x-twilio-signature': 'x' })),
    outcome: MISSING,
  },
  {
    name: 'fields that say who is calling',
    ...sent(
      () => ({}),
      () => ({ identity: 'root', sub: 'root', claims: { sub: 'root', aud: AUDIENCE } }),
    ),
    outcome: MISSING,
  },
];

export const credentials: Family = { name: 'credentials', rows };

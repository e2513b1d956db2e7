/** A page of another origin gets no answer that it could use, though its user has a good token. */
import { bearerEvent } from './events';
import type { Family, Row } from './runner';

const GRANTED = '200 alice';
const NOT_ALLOWED = '403 origin_not_allowed origin_not_allowed';
const ORIGIN = 'https://app.example.com';

const from = (origin: unknown): Pick<Row, 'event'> => ({
  event: ({ login }) => {
    const { request } = bearerEvent(login.token());
    return { request: { ...request, headers: { ...request.headers, origin } } };
  },
});

const rows: Row[] = [
  { name: 'an origin of the list', ...from(ORIGIN), outcome: GRANTED },
  { name: 'another origin of the list', ...from('capacitor://localhost'), outcome: GRANTED },
  { name: 'no origin', ...from(undefined), outcome: GRANTED },

  {
    name: 'an origin that is not in the list',
    ...from('https://evil.example'),
    outcome: NOT_ALLOWED,
  },
  { name: 'the origin of a sandboxed frame', ...from('null'), outcome: NOT_ALLOWED },
  { name: 'null for an origin', ...from(null), outcome: NOT_ALLOWED },
  { name: 'an empty origin', ...from(''), outcome: NOT_ALLOWED },
  { name: 'a list of one origin', ...from([ORIGIN]), outcome: NOT_ALLOWED },
  { name: 'an object for an origin', ...from({ toString: ORIGIN }), outcome: NOT_ALLOWED },
  { name: 'a subdomain of another name', ...from(`${ORIGIN}.evil.example`), outcome: NOT_ALLOWED },
  {
    name: 'the name of the origin in a longer one',
    ...from('https://evilapp.example.com'),
    outcome: NOT_ALLOWED,
  },
  { name: 'a subdomain of the origin', ...from('https://x.app.example.com'), outcome: NOT_ALLOWED },
  { name: 'the origin as a user name', ...from(`${ORIGIN}@evil.example`), outcome: NOT_ALLOWED },
  { name: 'the origin with a path', ...from(`${ORIGIN}/`), outcome: NOT_ALLOWED },
  { name: 'the origin with a port', ...from(`${ORIGIN}:443`), outcome: NOT_ALLOWED },
  { name: 'the origin in capitals', ...from(ORIGIN.toUpperCase()), outcome: NOT_ALLOWED },
  { name: 'the origin without https', ...from('http://app.example.com'), outcome: NOT_ALLOWED },
  {
    name: 'two origins with a space between',
    ...from(`${ORIGIN} https://evil.example`),
    outcome: NOT_ALLOWED,
  },
  { name: 'the whole list', ...from(`${ORIGIN}, capacitor://localhost`), outcome: NOT_ALLOWED },
];

export const origins: Family = {
  name: 'origins',
  rows: rows.map((row) => ({
    ...row,
    settings: { ALLOWED_ORIGINS: `${ORIGIN}, capacitor://localhost` },
  })),
};

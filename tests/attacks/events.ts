/** Events as the platform makes them of a request. */
import type { Row } from './runner';

/** An event with one Authorization header. */
export const bearerEvent = (token: string) => ({
  request: { headers: { authorization: `Bearer ${token}` }, cookies: {} },
});

/** The type of a form. */
export const FORM = 'application/x-www-form-urlencoded';

/** An event with these headers and fields; the token is a good one. */
export const sentEvent = (
  headers: (token: string) => object,
  fields: (token: string) => object = () => ({}),
): Pick<Row, 'event'> => ({
  event: ({ login }) => {
    const token = login.token();
    return Object.assign({ request: { headers: headers(token), cookies: {} } }, fields(token));
  },
});

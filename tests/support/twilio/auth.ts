/** Who asks, and whether they may: https://www.twilio.com/docs/api/errors/20003 and 70051. */
import type { Region } from '../../../src/twilio/issue';
import { CODES, TwilioError } from './error';
import type { Route } from './route';
import type { ApiKey, State } from './state';

function refused(): TwilioError {
  const detail = 'Your AccountSid or AuthToken was incorrect.';
  return new TwilioError(401, CODES.authenticate, 'Authenticate', detail);
}

/** User name and password of basic authentication, undefined if there are none. */
export function readBasic(header: string | undefined): { username: string; password: string } {
  const [, encoded] = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header ?? '') ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString();
  const colon = text.indexOf(':');
  return { username: text.slice(0, Math.max(colon, 0)), password: text.slice(colon + 1) };
}

/**
 * Lets in the account itself and its keys, each in its own region only.
 *
 * @returns the key, undefined for the account itself
 * @throws TwilioError 401
 */
export function authenticate(
  state: State,
  region: Region,
  header: string | undefined,
): ApiKey | undefined {
  const { username, password } = readBasic(header);
  const { account, keys } = state;
  if (account.status !== 'active') throw refused();
  if (username === account.sid && password === account.authTokens[region]) return undefined;
  const key = keys.get(username);
  if (key && key.secret === password && key.region === region) return key;
  throw refused();
}

/**
 * Lets a key do what its type allows.
 *
 * @throws TwilioError 401 where a main key is needed, 403 where a restricted key lacks a permission
 */
export function authorize(key: ApiKey | undefined, route: Route, method: string, one: boolean) {
  if (!key || key.type === 'main') return;
  if (key.type === 'standard') {
    if (route.mainKeysOnly) throw refused();
    return;
  }
  const action =
    { GET: one ? 'read' : 'list', POST: one ? 'update' : 'create' }[method] ?? 'delete';
  if (key.allow.has(`/twilio/${route.product}/${route.resource}/${action}`)) return;
  throw new TwilioError(403, CODES.notAuthorized, 'Authorization Failed');
}

/** The service's own steps, run on this machine: nothing is issued, and Twilio is not asked. */
import { randomBytes, randomUUID } from 'node:crypto';
import { type Admission, createAdmission } from '../../src/admit';
import { type AuthenticationRuntime, authenticate } from '../../src/authenticate';
import { createLogins } from '../../src/authenticate/ask-login';
import { BACKEND_TOKEN_PREFIX } from '../../src/authenticate/backend';
import { createKeySources } from '../../src/authenticate/key-set/key-source';
import type { ServiceRequest } from '../../src/endpoint';
import { Refusal } from '../../src/errors';
import type { HttpGet } from '../../src/http/get';
import type { Subject } from '../../src/log';
import type { Settings } from '../../src/settings';
import type { Fields } from './credential';

/** What the service decides about a credential. */
export type Decision =
  | { readonly admitted: Admission; readonly refused: undefined; readonly subject: Subject }
  | { readonly admitted: undefined; readonly refused: Refusal; readonly subject: Subject };

/** What a run of the service needs from outside. */
export interface Place {
  /** Milliseconds since the epoch. The clock stands still. */
  readonly now: number;
  readonly get: HttpGet;
}

/** Sends a credential through all steps, as a request of an app that has it. */
export async function decide(
  token: string,
  fields: Fields,
  settings: Settings,
  { now, get }: Place,
): Promise<Decision> {
  const admit = createAdmission({
    now: () => now,
    get,
    randomId: randomUUID,
    random: () => 0,
    randomSubject: () => randomBytes(16).toString('hex'),
    log: () => undefined,
  });
  const subject: Subject = { caller: undefined, issuer: undefined, identity: undefined };
  try {
    const admitted = await admit(requestWith(token, fields, settings), settings, subject);
    return { admitted, refused: undefined, subject };
  } catch (error) {
    return { admitted: undefined, refused: Refusal.of(error), subject };
  }
}

/** The first step alone. */
export function authenticateAlone(
  token: string,
  fields: Fields,
  settings: Settings,
  { now, get }: Place,
) {
  const quiet = () => undefined;
  const clock = () => now;
  const runtime: AuthenticationRuntime = {
    now: clock,
    keySource: createKeySources({ get, now: clock }, quiet),
    logins: createLogins({ get, now: clock }, quiet),
  };
  return authenticate(requestWith(token, fields, settings), settings, runtime);
}

/** A request that has the credential where the settings expect it. */
function requestWith(token: string, fields: Fields, settings: Settings): ServiceRequest {
  const { header, cookies, issuers } = settings;
  const [cookie] = cookies;
  const inCookie = issuers.some(({ login }) => {
    const { endpoint } = login ?? {};
    return endpoint?.kind === 'userinfo' && endpoint.send === 'cookie';
  });
  const usual = header === 'authorization' || token.startsWith(BACKEND_TOKEN_PREFIX);
  const request = { environment: {}, fields: { ...fields } };
  if (inCookie && cookie !== undefined && !token.startsWith(BACKEND_TOKEN_PREFIX)) {
    return { ...request, headers: {}, cookies: { [cookie]: asPlatformReads(token) } };
  }
  const headers = usual ? { authorization: `Bearer ${token}` } : { [header]: token };
  return { ...request, headers, cookies: {} };
}

/** The value of a cookie as the platform hands it on: percent-decoded, if it is encoded. */
function asPlatformReads(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

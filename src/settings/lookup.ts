/** The variables for tokens that only their issuer can read. */
import type { LoginSettings } from '../authenticate/ask-login';
import type { VariableReader } from './reader';

/** The longest that a positive answer may be remembered, in seconds. */
export const MAX_REMEMBERED_SECONDS = 60;

const CLIENT = [
  'AUTH_INTROSPECTION_CLIENT_ID',
  'AUTH_INTROSPECTION_CLIENT_SECRET',
  'AUTH_INTROSPECTION_AUTH_METHOD',
];

const AUTH_METHODS = ['client_secret_basic', 'client_secret_post'] as const;

/** How a client authenticates, by the names of OpenID Connect Core 1.0 §9. */
export type ClientAuthMethod = (typeof AUTH_METHODS)[number];

/** Reads how the issuer of the variables is asked about opaque tokens; undefined if it is not. */
export function readLookup(read: VariableReader): LoginSettings | undefined {
  const url = read.url('AUTH_INTROSPECTION_URL');
  const userinfoUrl = read.url('AUTH_USERINFO_URL');
  const clientId = read.text('AUTH_INTROSPECTION_CLIENT_ID');
  const clientSecret = read.text('AUTH_INTROSPECTION_CLIENT_SECRET');
  const authMethod = read.oneOf(
    'AUTH_INTROSPECTION_AUTH_METHOD',
    AUTH_METHODS,
    'client_secret_basic',
  );
  const remember = read.integer('AUTH_INTROSPECTION_CACHE', {
    min: 0,
    max: MAX_REMEMBERED_SECONDS,
    fallback: MAX_REMEMBERED_SECONDS,
    unit: 'seconds',
  });
  // A variable that is set but wrong has its sentence already.
  const introspects = read.isSet('AUTH_INTROSPECTION_URL');
  if (introspects || read.isSet('AUTH_USERINFO_URL'))
    read.require('AUTH_ISSUER', 'An issuer that is asked about tokens must be named.');
  else read.refuseIdle(['AUTH_INTROSPECTION_CACHE'], 'AUTH_INTROSPECTION_URL');
  if (!introspects) {
    read.refuseIdle(CLIENT, 'AUTH_INTROSPECTION_URL');
    if (userinfoUrl === undefined) return undefined;
    return {
      endpoint: {
        kind: 'userinfo',
        url: userinfoUrl,
        send: 'bearer',
        identityClaim: read.text('IDENTITY_CLAIM') ?? 'sub',
      },
      tokens: 'opaque',
      cacheSeconds: remember,
    };
  }
  if (read.isSet('AUTH_USERINFO_URL')) {
    read.refuse('AUTH_USERINFO_URL', 'has no use beside AUTH_INTROSPECTION_URL. Remove it.');
  }
  for (const variable of CLIENT.slice(0, 2)) {
    read.require(variable, 'The introspection endpoint wants it.');
  }
  if (url === undefined) return undefined;
  const client = { clientId: clientId ?? '', clientSecret: clientSecret ?? '', authMethod };
  return {
    endpoint: { kind: 'introspection', url, ...client },
    tokens: 'opaque',
    cacheSeconds: remember,
  };
}

import { createHash, randomBytes } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { issuer as openAuthIssuer } from '@openauthjs/openauth';
import { CodeProvider } from '@openauthjs/openauth/provider/code';
import { MemoryStorage } from '@openauthjs/openauth/storage/memory';
import { createSubjects } from '@openauthjs/openauth/subject';
import { CodeUI } from '@openauthjs/openauth/ui/code';
import Provider from 'oidc-provider';
import { Browser, serve, versionOf } from '../http';
import { emailOf, type Running, type System, type UserName } from '../system';

const CALLBACK = 'https://app.example.com/callback';
const RESOURCE = 'https://chat.example.com';
const CLIENT = 'web';

interface Tokens {
  access_token: string;
}

/** Goes through pages until the app is called back; `fill` says what a user types into each form. */
async function walk(
  browser: Browser,
  start: string,
  fill: (page: string) => Record<string, string>,
): Promise<URLSearchParams> {
  let response = await browser.fetch(start);
  let url = start;
  for (let steps = 0; steps < 12; steps++) {
    const location = response.headers.get('location');
    if (location) {
      url = new URL(location, url).href;
      if (url.startsWith(CALLBACK)) return new URL(url).searchParams;
      response = await browser.fetch(url);
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? url;
    url = new URL(action, url).href;
    response = await browser.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fill(page)).toString(),
    });
  }
  throw new Error('the sign-in did not come to an end');
}

/** A challenge for the code (RFC 7636). */
function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return { verifier, challenge };
}

async function exchange(
  browser: Browser,
  tokenUrl: string,
  form: Record<string, string>,
): Promise<Tokens> {
  const response = await browser.fetch(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: CLIENT,
      redirect_uri: CALLBACK,
      ...form,
    }).toString(),
  });
  if (!response.ok) throw new Error(`POST /token: ${response.status} ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** oidc-provider with its own pages. */
async function startOidcProvider(format: 'jwt' | 'opaque'): Promise<Running> {
  let listener: ReturnType<Provider['callback']>;
  const site = await serve((request, response) => void listener(request, response));
  const secret = randomBytes(24).toString('hex');
  const provider = new Provider(site.url, {
    clients: [
      {
        client_id: CLIENT,
        token_endpoint_auth_method: 'none',
        redirect_uris: [CALLBACK],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        client_id: 'chat',
        client_secret: secret,
        redirect_uris: [],
        grant_types: [],
        response_types: [],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: {
      devInteractions: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      revocation: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => RESOURCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'chat',
          accessTokenTTL: 600,
          accessTokenFormat: format,
          audience: RESOURCE,
        }),
      },
    },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    ttl: { Interaction: 60, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
  });
  listener = provider.callback();

  const signIn = async (user: UserName) => {
    const browser = new Browser();
    const { verifier, challenge } = pkce();
    const query = new URLSearchParams({
      client_id: CLIENT,
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid chat',
      resource: RESOURCE,
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const answer = await walk(browser, `${site.url}/auth?${query}`, (page) =>
      page.includes('name="login"')
        ? { prompt: 'login', login: user, password: 'any' }
        : { prompt: 'consent' },
    );
    const code = answer.get('code');
    if (!code) throw new Error(`no code: ${answer}`);
    const { access_token: token } = await exchange(browser, `${site.url}/token`, {
      code,
      code_verifier: verifier,
    });
    const revoke = async () => {
      await browser.fetch(`${site.url}/token/revocation`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ client_id: CLIENT, token }).toString(),
      });
    };
    return {
      credential: { kind: 'bearer', token } as const,
      userId: user,
      signOut: format === 'opaque' ? revoke : undefined,
    };
  };
  return {
    version: versionOf('oidc-provider'),
    answers: { issuer: site.url, audience: RESOURCE },
    ...(format === 'opaque' && {
      copied: {
        AUTH_INTROSPECTION_URL: `${site.url}/token/introspection`,
        AUTH_INTROSPECTION_CLIENT_ID: 'chat',
        AUTH_INTROSPECTION_CLIENT_SECRET: secret,
      },
    }),
    signIn,
    close: site.close,
  };
}

/** OpenAuth with its code provider: a code is sent to the address that the user types. */
async function startOpenAuth(): Promise<Running> {
  const codes = new Map<string, string>();
  const app = openAuthIssuer({
    storage: MemoryStorage(),
    subjects: createSubjects({
      user: {
        '~standard': {
          version: 1,
          vendor: 'interop',
          validate: (value: unknown) => ({ value: value as { id: string } }),
        },
      },
    }),
    providers: {
      code: CodeProvider(
        CodeUI({
          sendCode: async ({ email = '' }, code) => void codes.set(email, code),
        }),
      ),
    },
    success: async (context, { claims }) =>
      context.subject('user', { id: String(claims.email) }, { subject: String(claims.email) }),
    allow: async () => true,
  });
  const site = await serve(getRequestListener(app.fetch));
  const signIn = async (user: UserName) => {
    const browser = new Browser();
    const { verifier, challenge } = pkce();
    const query = new URLSearchParams({
      client_id: CLIENT,
      response_type: 'code',
      redirect_uri: CALLBACK,
      provider: 'code',
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const email = emailOf(user);
    const answer = await walk(browser, `${site.url}/authorize?${query}`, (page) =>
      page.includes('value="verify"')
        ? { action: 'verify', code: codes.get(email) ?? '' }
        : { action: 'request', email },
    );
    const { access_token: token } = await exchange(browser, `${site.url}/token`, {
      code: answer.get('code') ?? '',
      code_verifier: verifier,
    });
    return { credential: { kind: 'bearer', token } as const, userId: email, signOut: undefined };
  };
  return {
    version: versionOf('@openauthjs/openauth'),
    answers: { issuer: site.url, audience: CLIENT },
    // It has OAuth metadata (RFC 8414), but no discovery document of OpenID Connect.
    copied: {
      AUTH_JWKS_URI: `${site.url}/.well-known/jwks.json`,
      AUTH_REQUIRED_CLAIMS: 'mode=access',
    },
    signIn,
    close: site.close,
  };
}

export const systems: System[] = [
  {
    title: 'oidc-provider: JWT access token',
    page: 'other',
    start: () => startOidcProvider('jwt'),
  },
  {
    title: 'oidc-provider: opaque token, introspection',
    page: 'other',
    start: () => startOidcProvider('opaque'),
  },
  { title: 'OpenAuth: JWT access token', page: 'other', start: startOpenAuth },
];

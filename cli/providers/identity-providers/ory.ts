import { matching, url } from '../answers';
import { ASKED_SIGN_OUT, COOKIE_APP, entry } from '../parts';
import type { AskedSample, Provider } from '../provider';

const WHOAMI: Pick<AskedSample, 'answer' | 'unknown'> = {
  answer: {
    id: 'c9d793e8-10e4-4189-8856-6fb9f9a36836',
    active: true,
    expires_at: '2026-11-23T15:20:00.607381Z',
    authenticated_at: '2026-11-22T15:20:00.607381Z',
    authenticator_assurance_level: 'aal1',
    issued_at: '2026-11-22T15:20:00.607381Z',
    identity: {
      id: 'c4d24c01-feba-4213-858b-262c8d427f8c',
      schema_id: 'preset://email',
      state: 'active',
      traits: { email: 'alice@example.com' },
      metadata_public: null,
    },
  },
  unknown: {
    status: 401,
    body: {
      error: {
        code: 401,
        status: 'Unauthorized',
        reason: 'No valid session credentials found in the request.',
        message: 'The request could not be authorized',
      },
    },
  },
};

export const ory: Provider = {
  ...entry('identity-providers', 'ory'),
  name: 'Ory',
  token: 'Let the browser send the session cookie of Ory.',
  credential: 'session cookie, or session token',
  marks: [{ cookie: /^ory_(kratos_)?session/ }, { token: /^ory_st_/ }],
  questions: [
    {
      name: 'user-url',
      sentence: 'Address of the session endpoint: your Ory address followed by /sessions/whoami.',
      example: 'https://acme.projects.oryapis.com/sessions/whoami',
      read: (answer) => {
        const reading = url(answer);
        if (!reading.ok) return reading;
        const base = reading.value.replace(/(\/sessions\/whoami)?\/?$/, '');
        return { ok: true, value: `${base}/sessions/whoami` };
      },
    },
    {
      name: 'cookie',
      sentence: 'Name of the session cookie: ory_session_ and the slug, or ory_kratos_session.',
      example: 'ory_session_acme',
      fallback: 'ory_kratos_session',
      read: matching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A cookie name has no spaces or quotes.'),
    },
  ],
  variables: ({ 'user-url': address, cookie }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_SEND: 'cookie',
    AUTH_USERINFO_TOKENS: 'all',
    AUTH_COOKIE: `${cookie}`,
    IDENTITY_CLAIM: 'identity.id',
  }),
  sample: {
    kind: 'asked',
    sent: { cookie: 'ory_session_acme', value: 'MTc5NTM2MzIwMHxEdi1CQkFFQ180SUFB' },
    request: {
      method: 'GET',
      headers: { Cookie: 'ory_session_acme=MTc5NTM2MzIwMHxEdi1CQkFFQ180SUFB' },
    },
    ...WHOAMI,
  },
  identity: 'c4d24c01-feba-4213-858b-262c8d427f8c',
  about: {
    credential: [
      'The **session cookie** of a browser, which only Ory itself can judge: the service asks `/sessions/whoami`. Native apps have a session token instead, see below.',
    ],
    values: [
      [
        'Cookie',
        '`ory_session_` and the slug of the project; `ory_kratos_session` if you host Kratos yourself',
      ],
      ['Identity', '`identity.id`, a UUID'],
    ],
    app: COOKIE_APP,
    trap: [
      'The cookie belongs to the domain that set it. With Ory Network that is your app only with a custom domain, or through its proxy; otherwise the browser never sends it, and the answer is `missing_credential`. A session that lacks the second factor that you require is answered with 403 by Ory, and refused here.',
    ],
    signOut: { within: '15 minutes', text: [ASKED_SIGN_OUT] },
    alternatives: [
      {
        title: 'Session tokens of native apps',
        text: ['The app sends its session token, which begins with `ory_st_`, as a bearer token.'],
        variables: {
          AUTH_USERINFO_URL: 'https://acme.projects.oryapis.com/sessions/whoami',
          AUTH_USERINFO_SEND: 'header X-Session-Token',
          AUTH_USERINFO_TOKENS: 'all',
          IDENTITY_CLAIM: 'identity.id',
        },
        sample: {
          kind: 'asked',
          sent: { bearer: 'ory_st_v2Yk6nGqXb3mR8tUwZ1aS4dF7hJ0lPcE' },
          request: {
            method: 'GET',
            headers: { 'X-Session-Token': 'ory_st_v2Yk6nGqXb3mR8tUwZ1aS4dF7hJ0lPcE' },
          },
          ...WHOAMI,
        },
        identity: 'c4d24c01-feba-4213-858b-262c8d427f8c',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/ory/kratos/blob/master/session/handler.go',
      'https://github.com/ory/kratos/blob/master/driver/config/config.go',
      'https://github.com/ory/docs/blob/master/docs/identities/sign-in/check-session.mdx',
      'https://github.com/ory/docs/blob/master/docs/identities/session-to-jwt-cors.mdx',
    ],
  },
};

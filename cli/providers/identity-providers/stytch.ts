import { matching } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const stytch: Provider = {
  ...entry('identity-providers', 'stytch'),
  name: 'Stytch',
  token: 'Send the session JWT.',
  credential: 'session JWT',
  marks: [{ issuer: /^stytch\.com\/project-/ }, { cookie: /^stytch_session_jwt/ }],
  questions: [
    {
      name: 'project-id',
      sentence: 'Project ID, which begins with project-live- or project-test-.',
      example: 'project-live-8aed2e54-0266-4793-9b5e-0cc9c56064da',
      read: matching(
        /^project-(?:live|test)-[0-9a-f-]{36}$/,
        'A project ID begins with project-live- or project-test-.',
      ),
    },
  ],
  variables: ({ 'project-id': project = '' }) => {
    const host = project.startsWith('project-test-') ? 'test.stytch.com' : 'api.stytch.com';
    return {
      // The issuer is a name and not an address.
      AUTH_ISSUER: `stytch.com/${project}`,
      AUTH_JWKS_URI: `https://${host}/v1/sessions/jwks/${project}`,
      AUTH_AUDIENCE: project,
    };
  },
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: 'jwk-live-3a6a1c5e-8a5a-4f0b-9c77-0f4f1a2b3c4d', typ: 'JWT' },
    payload: {
      aud: ['project-live-8aed2e54-0266-4793-9b5e-0cc9c56064da'],
      exp: 1795363500,
      'https://stytch.com/session': {
        id: 'session-live-fe6c042b-6286-479f-8a4f-b046a6c46509',
        started_at: '2026-11-22T15:20:00Z',
        last_accessed_at: '2026-11-22T15:20:00Z',
        expires_at: '2026-11-22T16:20:00Z',
        attributes: { user_agent: '', ip_address: '' },
        authentication_factors: [],
        roles: ['stytch_user'],
      },
      iat: 1795363200,
      iss: 'stytch.com/project-live-8aed2e54-0266-4793-9b5e-0cc9c56064da',
      nbf: 1795363200,
      sub: 'user-live-16d9ba61-97a1-4ba4-9720-b03761dc50c6',
    },
  },
  identity: 'user-live-16d9ba61-97a1-4ba4-9720-b03761dc50c6',
  about: {
    credential: [
      'The **session JWT**. The session token next to it is opaque, lives as long as the session, and is for your backend.',
    ],
    values: [
      [
        'Issuer',
        '`stytch.com/` and the project ID: not an address, and compared as it is. If your app reaches Stytch at a custom domain, the issuer is that domain with `https://`.',
      ],
      ['Audience', 'The project ID'],
      [
        'Identity',
        '`sub`, the user ID; in B2B projects the member ID, which differs per organization',
      ],
    ],
    afterVariables: [
      'The block is for Consumer projects. A B2B project has its keys at `/v1/b2b/sessions/jwks/` and the project ID.',
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await stytch.session.authenticate();
    return stytch.session.getTokens()?.session_jwt;
  },
});`,
      ),
    ],
    trap: [
      'An issuer with `https://` before `stytch.com` is another issuer: every token is refused with `issuer_mismatch`. The opaque session token is refused with `token_malformed`.',
    ],
    signOut: {
      within: '5 minutes',
      text: [`${signedSignOut('5 minutes, which cannot be changed')}`],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/stytchauth/stytch-node/blob/main/lib/shared/sessions.ts',
      'https://stytch.com/docs/api-reference/consumer/api/sessions/get-jwks',
      'https://stytch.com/docs/api-reference/consumer/api/sessions/authenticate-jwt',
      'https://stytch.com/docs/b2b/api/connected-app-access-token',
    ],
    unconfirmed: [
      'The address of the B2B key set is read from the naming of the API, not from a page.',
      'With HTTP-only cookies `getTokens()` is empty; what an app does then was not looked up.',
    ],
  },
};

import { matching } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const firebase: Provider = {
  ...entry('platforms', 'firebase'),
  name: 'Firebase Authentication',
  token: 'Send the ID token that getIdToken returns.',
  credential: 'ID token',
  marks: [{ issuer: /^https:\/\/securetoken\.google\.com\// }],
  questions: [
    {
      name: 'project-id',
      sentence: 'Project ID, under Project settings, General (not the project number).',
      example: 'acme-chat',
      read: matching(
        /^(?:https:\/\/console\.firebase\.google\.com\/(?:u\/\d+\/)?project\/)?([a-z][a-z0-9-]{4,28}[a-z0-9])(?:\/.*)?$/,
        'A project ID has 6 to 30 lower-case letters, digits and hyphens, and begins with a letter.',
      ),
    },
  ],
  variables: ({ 'project-id': project }) => ({
    AUTH_ISSUER: `https://securetoken.google.com/${project}`,
    AUTH_AUDIENCE: `${project}`,
  }),
  sample: {
    kind: 'token',
    header: { alg: 'RS256', kid: 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678', typ: 'JWT' },
    payload: {
      iss: 'https://securetoken.google.com/acme-chat',
      aud: 'acme-chat',
      auth_time: 1795360000,
      user_id: 'Xk893u23H9SJ893aBcDeFgHiJkL2',
      sub: 'Xk893u23H9SJ893aBcDeFgHiJkL2',
      iat: 1795363200,
      exp: 1795366800,
      email: 'alice@example.com',
      email_verified: true,
      firebase: {
        identities: { email: ['alice@example.com'] },
        sign_in_provider: 'password',
      },
    },
    jwksUri:
      'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com',
  },
  identity: 'Xk893u23H9SJ893aBcDeFgHiJkL2',
  about: {
    credential: [
      'The **ID token** of the user. Firebase has no access tokens for services of your own: its ID token is what a backend is meant to verify.',
    ],
    values: [
      [
        'Issuer',
        '`https://securetoken.google.com/` and the project ID, without a slash at the end',
      ],
      ['Audience', 'The project ID, not the project number. *Project settings*, *General*.'],
      ['Identity', "`sub`, the user's UID"],
    ],
    afterVariables: [
      'The key set is found by discovery. All projects are signed with the same keys, so issuer and audience are what keeps yours apart.',
    ],
    app: [
      code(
        'js',
        `
import { getAuth } from 'firebase/auth';

const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => getAuth().currentUser?.getIdToken(fresh),
});`,
      ),
    ],
    trap: [
      "A user of `signInAnonymously` is a user: the token verifies, and the visitor gets an identity that is billed and lost with the browser's storage. To keep them out, write rules in `src/policy.ts`:",
      code(
        'ts',
        `
rules: [
  {
    name: 'no-anonymous',
    when: { claims: { 'firebase.sign_in_provider': 'anonymous' } },
    deny: 'anonymous users',
  },
  { name: 'everybody-else', allow: {} },
],`,
      ),
      'Two other JWTs of Firebase are refused with `issuer_mismatch`: the custom token that `createCustomToken` makes, which a client has to exchange for an ID token first, and the session cookie.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        'An ID token is valid for **one hour**, also after the user was disabled or `revokeRefreshTokens` was called: that stops new ones only. Nothing shortens the hour.',
      ],
    },
    checked: '2026-11-22',
    sources: [
      'https://firebase.google.com/docs/auth/admin/verify-id-tokens',
      'https://firebase.google.com/docs/auth/admin/manage-sessions',
      'https://github.com/firebase/firebase-admin-node/blob/main/src/auth/token-verifier.ts',
    ],
  },
};

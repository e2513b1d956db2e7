import { code, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

const TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJjb2xsZWN0aW9uSWQiOiJfcGJfdXNlcnNfYXV0aF8iLCJleHAiOjE3OTU3OTUyMDAsImlkIjoiNHExeGxjbG1mbG9rdTMzIiwicmVmcmVzaGFibGUiOnRydWUsInR5cGUiOiJhdXRoIn0.k3Lr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y0vYz3kLr6TsW';

export const pocketbase: Provider = {
  ...entry('platforms', 'pocketbase'),
  name: 'PocketBase',
  token: 'Send the token of the auth store.',
  credential: 'token of the auth store',
  marks: [{ claims: ['collectionId', 'refreshable', 'type'] }],
  questions: [userUrl('https://pb.example.com/api/me')],
  variables: ({ 'user-url': address }) => ({
    AUTH_USERINFO_URL: `${address}`,
    // The token is a JWT, signed with a key that differs for each user.
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'id',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: { method: 'GET', headers: { Authorization: `Bearer ${TOKEN}` } },
    answer: { id: '4q1xlclmfloku33' },
    unknown: {
      status: 401,
      body: {
        data: {},
        message: 'The request requires valid record authorization token.',
        status: 401,
      },
    },
  },
  identity: '4q1xlclmfloku33',
  about: {
    credential: [
      'The **token** of the auth store. It is a JWT, but the key that signs it is different for each user and never published, so PocketBase has to be asked. Add a route in `pb_hooks/me.pb.js`:',
      code(
        'js',
        `routerAdd('GET', '/api/me', (e) => e.json(200, { id: e.auth.id }), $apis.requireAuth('users'));`,
      ),
    ],
    values: [
      ['Address', 'The address of PocketBase and `/api/me`'],
      ['Identity', '`id`, the ID of the record'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await pb.collection('users').authRefresh();
    return pb.authStore.token || undefined;
  },
});`,
      ),
    ],
    trap: [
      'Do not use a list such as `/api/collections/users/records` as the address: it answers an anonymous request with 200, and once its rule is relaxed, it returns the first of all users. Without a collection in `requireAuth` superusers pass too.',
    ],
    signOut: {
      within: '5 days',
      text: [
        '`authStore.clear()` forgets the token in the browser and nothing more: a token that was copied works until it expires, after **5 days** by default. A change of the password ends all tokens of a user; the service notices that within 15 minutes.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/pocketbase/pocketbase/blob/master/core/record_tokens.go',
      'https://github.com/pocketbase/pocketbase/blob/master/core/collection_model_auth_options.go',
      'https://github.com/pocketbase/pocketbase/blob/master/core/record_model_auth.go',
      'https://github.com/pocketbase/pocketbase/blob/master/apis/middlewares.go',
    ],
  },
};

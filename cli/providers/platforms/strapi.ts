import { url } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

const TOKEN =
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6NDIsImlhdCI6MTc5NTM2MzIwMCwiZXhwIjoxNzk3OTU1MjAwfQ.Vn4Y0vYz3kLr6TsWf9HdJm2cGa5Ue7iRqBxVn4Y0vYz';

export const strapi: Provider = {
  ...entry('platforms', 'strapi'),
  name: 'Strapi',
  token: 'Send the jwt of the Users & Permissions plugin.',
  credential: 'JWT of Users & Permissions',
  questions: [
    {
      name: 'user-url',
      sentence: 'Address of Strapi followed by /api/users/me.',
      example: 'https://cms.example.com/api/users/me',
      read: (answer) => {
        const reading = url(answer);
        if (!reading.ok) return reading;
        const base = reading.value.replace(/(\/api(\/users\/me)?)?\/?$/, '');
        return { ok: true, value: `${base}/api/users/me` };
      },
    },
  ],
  variables: ({ 'user-url': address }) => ({
    AUTH_USERINFO_URL: `${address}`,
    // The secret that Strapi makes is too short to be trusted here.
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'id',
    IDENTITY_CLAIM_TYPE: 'number',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: { method: 'GET', headers: { Authorization: `Bearer ${TOKEN}` } },
    answer: {
      id: 42,
      documentId: 'k3lr6tswf9hdjm2cga5ue7ir',
      username: 'alice',
      email: 'alice@example.com',
      provider: 'local',
      confirmed: true,
      blocked: false,
    },
    unknown: {
      status: 401,
      body: {
        data: null,
        error: {
          status: 401,
          name: 'UnauthorizedError',
          message: 'Missing or invalid credentials',
          details: {},
        },
      },
    },
  },
  identity: '42',
  about: {
    credential: [
      'The **JWT** that `/api/auth/local` returns as `jwt`. Strapi is asked who it belongs to: the `JWT_SECRET` that it makes has 24 characters, and `AUTH_SECRET` wants 32 bytes. That also lets a blocked user be refused.',
    ],
    values: [
      ['Address', 'The address of Strapi and `/api/users/me`'],
      [
        'Permission',
        '*Settings*, *Users & Permissions*, *Roles*, *Authenticated*: allow `me` under *Users-permissions*, *User*.',
      ],
      [
        'Identity',
        '`id`, a number. `documentId` is a string, for `IDENTITY_CLAIM=documentId` without the type.',
      ],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => localStorage.getItem('jwt') ?? undefined,
});`,
      ),
    ],
    trap: [
      'Without the permission `me` Strapi answers 403 to each user, and each is refused. An API token of the admin panel belongs to no user: `/api/users/me` answers it with 401.',
    ],
    signOut: {
      within: '30 days',
      text: [
        'Strapi keeps no list of sessions: a token that was copied works until it expires, after **30 days** by default. A user who is blocked or deleted gets no new chat token; one that was issued before lasts for up to 15 minutes. Shorten `jwt.expiresIn` in `config/plugins`.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/strapi/strapi/blob/develop/packages/plugins/users-permissions/server/config.js',
      'https://github.com/strapi/strapi/blob/develop/packages/plugins/users-permissions/server/bootstrap/index.js',
      'https://github.com/strapi/strapi/blob/develop/packages/plugins/users-permissions/server/controllers/user.js',
      'https://github.com/strapi/strapi/blob/develop/packages/plugins/users-permissions/server/strategies/users-permissions.js',
    ],
    unconfirmed: [
      'Read in stored copies of several versions; newer ones may offer refresh tokens and shorter lifetimes.',
      'The body of the 401, and how an API token is answered, were not looked up.',
    ],
  },
};

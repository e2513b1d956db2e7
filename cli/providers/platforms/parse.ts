import { matching, url } from '../answers';
import { ASKED_SIGN_OUT, code, entry } from '../parts';
import type { Provider } from '../provider';

const TOKEN = 'r:4e7f1a2b3c4d5e6f708192a3b4c5d6e7';

export const parse: Provider = {
  ...entry('platforms', 'parse'),
  name: 'Parse Server',
  token: 'Send the session token of the user.',
  credential: 'session token',
  marks: [{ token: /^r:[0-9a-f]{32}$/ }],
  questions: [
    {
      name: 'user-url',
      sentence: 'Server URL of Parse followed by /users/me.',
      example: 'https://api.example.com/parse/users/me',
      read: (answer) => {
        const reading = url(answer);
        if (!reading.ok) return reading;
        return { ok: true, value: `${reading.value.replace(/(\/users\/me)?\/?$/, '')}/users/me` };
      },
    },
    {
      name: 'app-id',
      sentence: 'Application ID.',
      example: 'acmeChat',
      read: matching(/^[\w.-]+$/, 'An application ID has letters, digits and . _ - here.'),
    },
  ],
  variables: ({ 'user-url': address, 'app-id': app }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_SEND: 'header X-Parse-Session-Token',
    AUTH_USERINFO_HEADER: `X-Parse-Application-Id: ${app}`,
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'objectId',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: {
      method: 'GET',
      headers: { 'X-Parse-Application-Id': 'acmeChat', 'X-Parse-Session-Token': TOKEN },
    },
    answer: {
      objectId: 'g7y9tkhB7O',
      username: 'alice',
      createdAt: '2026-01-02T03:04:05.678Z',
      updatedAt: '2026-01-02T03:04:05.678Z',
      sessionToken: TOKEN,
    },
    unknown: { status: 400, body: { code: 209, error: 'Invalid session token' } },
  },
  identity: 'g7y9tkhB7O',
  about: {
    credential: ['The **session token** of the user, which begins with `r:`.'],
    values: [
      ['Address', 'The server URL with its mount path, and `/users/me`'],
      ['Headers', 'Parse wants the token and the application ID in headers of its own.'],
      ['Identity', '`objectId`'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => Parse.User.current()?.getSessionToken(),
});`,
      ),
    ],
    trap: [
      'Parse answers an unknown session with **400** and the code 209, and a wrong application ID with 403: in both cases the caller is refused, so test the application ID first. Never put the master key into `AUTH_USERINFO_HEADER`: with it Parse answers for any user.',
    ],
    signOut: {
      within: '15 minutes',
      text: [
        ASKED_SIGN_OUT,
        '`Parse.User.logOut()` deletes the session. Without it a session lives for a year.',
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://github.com/parse-community/parse-server/blob/alpha/src/Routers/UsersRouter.js',
      'https://github.com/parse-community/parse-server/blob/alpha/src/middlewares.js',
      'https://github.com/parse-community/parse-server/blob/alpha/src/Options/Definitions.js',
      'https://github.com/parse-community/parse-server/blob/alpha/src/RestWrite.js',
    ],
  },
};

import { audience } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const ownBackend: Provider = {
  ...entry('yours', 'own-backend'),
  name: 'Own backend',
  token: 'Send a JWT that your backend signs with HS256 and AUTH_SECRET, valid for minutes.',
  credential: 'a JWT that it signs with `AUTH_SECRET`',
  questions: [
    {
      name: 'audience',
      sentence: 'Audience that your backend writes into its tokens.',
      example: 'conversations',
      fallback: 'conversations',
      read: audience,
    },
  ],
  secrets: ['AUTH_SECRET'],
  variables: ({ audience }) => ({ AUTH_AUDIENCE: `${audience}` }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: { sub: '4711', aud: 'conversations', iat: 1795363200, exp: 1795363800 },
  },
  identity: '4711',
  about: {
    credential: [
      'A **JWT that your backend signs** with HS256 and a secret that it shares with this service, for a user whom it has authenticated itself.',
    ],
    values: [
      [
        'Issuer',
        'None is needed. If your tokens have `iss`, set `AUTH_ISSUER` to it, and it must be equal.',
      ],
      ['Audience', 'A name of your choice. It keeps tokens that you sign for other purposes out.'],
      ['Identity', '`sub`, the ID of the user in your database, as a string'],
    ],
    afterVariables: [
      'The secret has 32 bytes or more, and is used for nothing else. The service refuses to start with the placeholder above.',
    ],
    app: [
      'Your backend, with [jose](https://github.com/panva/jose):',
      code(
        'js',
        `
import { SignJWT } from 'jose';

const secret = new TextEncoder().encode(process.env.AUTH_SECRET);

app.post('/chat-token', requireLogin, async (request, response) => {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(String(request.user.id))
    .setAudience('conversations')
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(secret);
  response.json({ token });
});`,
      ),
      'The page:',
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async () => {
    const response = await fetch('/chat-token', { method: 'POST' });
    return response.ok ? (await response.json()).token : undefined;
  },
});`,
      ),
    ],
    trap: [
      'The key is the text as it is in `.env`. A library that decodes the secret from base64 first signs with another key, and every token is refused with `signature_invalid`. Set `AUTH_SECRET_ENCODING=base64` for such a library, or `base64url` or `hex`.',
      'Tokens without `exp` are refused with `claim_invalid`, and a `sub` that is a number with `identity_claim_invalid`. `AUTH_MAX_AGE` makes `exp` optional, `IDENTITY_CLAIM_TYPE=number` accepts numbers.',
    ],
    signOut: {
      within: 'as long as your tokens last',
      text: [
        'As fast as you like: your backend signs nothing for a user who has signed out, and what it signed lasts for the **minutes** that you give it. To replace the secret without refusing anyone, move it to `AUTH_SECRET_PREVIOUS` for that long.',
      ],
    },
    checked: '2026-11-22',
    sources: [
      'https://www.rfc-editor.org/rfc/rfc7518#section-3.2',
      'https://www.rfc-editor.org/rfc/rfc7519#section-4.1',
      'https://github.com/panva/jose',
    ],
  },
};

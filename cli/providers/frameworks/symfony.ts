import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const symfony: Provider = {
  ...entry('frameworks', 'symfony'),
  name: 'Symfony (LexikJWTAuthenticationBundle)',
  token: 'Send the token of /api/login_check.',
  credential: 'JWT',
  marks: [{ claims: ['roles', 'username'] }],
  questions: [],
  copied: {
    AUTH_PUBLIC_KEY: 'config/jwt/public.pem, without its first and last line, on one line',
  },
  variables: () => ({
    AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY',
    IDENTITY_CLAIM: 'username',
  }),
  sample: {
    kind: 'token',
    header: { typ: 'JWT', alg: 'RS256' },
    payload: {
      iat: 1795363200,
      exp: 1795366800,
      roles: ['ROLE_USER'],
      username: 'alice@example.com',
    },
  },
  identity: 'alice_40example.com',
  about: {
    credential: ['The **token** that the sign-in returns, a JWT that is signed with RS256.'],
    values: [
      [
        'Key',
        "`grep -v -- ----- config/jwt/public.pem | tr -d '\\n'` prints what the variable needs: 392 characters, which fit into a variable of Twilio Functions (450 bytes). A key of 4,096 bits does not fit: show the file at an address of your app and set `AUTH_JWKS_URI` to that.",
      ],
      [
        'Audience',
        'None by default. `ANY_TOKEN_OF_THIS_KEY` accepts every token of the key, and the service warns of it.',
      ],
      [
        'Identity',
        '`username`, the user identifier: often an email address, and another user once it changes hands',
      ],
    ],
    afterVariables: [
      'Better, add an audience and the ID of the user in a listener of `JWTCreatedEvent`, and set `AUTH_AUDIENCE=conversations` and `IDENTITY_CLAIM=sub`:',
      code(
        'php',
        `
$event->setData([...$event->getData(), 'aud' => 'conversations', 'sub' => (string) $event->getUser()->getId()]);`,
      ),
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: () => sessionStorage.getItem('token') ?? undefined,
});`,
      ),
    ],
    trap: [
      'The PEM text with its frame is refused, since a variable cannot have several lines. `config/jwt/private.pem` is the other half, and must stay where it is. Without `IDENTITY_CLAIM=username` a token is refused with `identity_claim_missing`.',
    ],
    signOut: { within: '1 hour', text: [signedSignOut('one hour by default')] },
    checked: '2026-11-25',
    sources: [
      'https://github.com/lexik/LexikJWTAuthenticationBundle/blob/3.x/Services/JWTManager.php',
      'https://github.com/lexik/LexikJWTAuthenticationBundle/blob/3.x/DependencyInjection/Configuration.php',
      'https://github.com/lexik/LexikJWTAuthenticationBundle/blob/3.x/Command/GenerateKeyPairCommand.php',
    ],
  },
};

import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const nestjs: Provider = {
  ...entry('frameworks', 'nestjs'),
  name: 'NestJS',
  token: 'Send the access_token that your AuthService returns.',
  credential: 'JWT of `@nestjs/jwt`',
  questions: [],
  copied: { AUTH_SECRET: 'the secret of JwtModule, 32 bytes or more' },
  variables: () => ({
    AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY',
    IDENTITY_CLAIM_TYPE: 'number',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: { sub: 1, username: 'john', iat: 1795363200, exp: 1795363260 },
  },
  identity: '1',
  about: {
    credential: [
      "The **access token** of the tutorial's `AuthService.signIn`, a JWT that `@nestjs/jwt` signs with HS256.",
    ],
    values: [
      ['Secret', '`secret` of `JwtModule.register`, as it is'],
      [
        'Audience',
        'The tutorial sets none. `ANY_TOKEN_OF_THIS_KEY` accepts every token that was signed with the secret, and the service warns of it.',
      ],
      ['Identity', '`sub`, which is a number in the tutorial'],
    ],
    afterVariables: [
      'Better, give the tokens an audience, and set `AUTH_AUDIENCE=conversations`:',
      code(
        'ts',
        `
JwtModule.register({
  global: true,
  secret: jwtConstants.secret,
  signOptions: { expiresIn: '15m', audience: 'conversations' },
}),`,
      ),
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: ({ fresh }) => (fresh ? logInAgain() : sessionStorage.getItem('access_token')),
});`,
      ),
    ],
    trap: [
      'Without `IDENTITY_CLAIM_TYPE=number` the number in `sub` is refused with `identity_claim_invalid`. If you add refresh tokens, sign them with another secret: with the same one, `ANY_TOKEN_OF_THIS_KEY` accepts them too. Sign a claim such as `type: "access"` into the access token and set `AUTH_REQUIRED_CLAIMS=type=access`.',
    ],
    signOut: {
      within: '5 minutes',
      text: [
        `${signedSignOut('60 seconds in the tutorial')} A chat token lasts for at least 5 minutes.`,
      ],
    },
    checked: '2026-11-25',
    sources: [
      'https://docs.nestjs.com/security/authentication',
      'https://github.com/nestjs/docs.nestjs.com/blob/master/content/security/authentication.md',
    ],
  },
};

import { code, entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

const SESSION = 'p9Qw2Er4Ty6Ui8Op0As1Df3Gh5Jk7Lz--Xc9Vb1Nm3Qw5--Er7Ty9Ui1Op3As5Df7Gh9Jk%3D%3D';

export const rails: Provider = {
  ...entry('frameworks', 'rails'),
  name: 'Rails with Devise',
  token: 'Send the JWT of devise-jwt.',
  credential: 'JWT of devise-jwt, or session cookie',
  marks: [
    { claims: ['scp', 'jti', 'aud'], header: { alg: 'HS256' } },
    { cookie: /^_\w+_session$/ },
  ],
  questions: [],
  copied: { AUTH_SECRET: 'devise_jwt_secret_key of the credentials' },
  variables: () => ({
    // aud is null. scp is the Devise scope that signed in.
    AUTH_AUDIENCE: 'user',
    AUTH_AUDIENCE_CLAIM: 'scp',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256' },
    payload: {
      sub: '42',
      scp: 'user',
      aud: null,
      iat: 1795363200,
      exp: 1795366800,
      jti: '0d9c8b7a-6f5e-4d3c-8b2a-190f8e7d6c5b',
    },
  },
  identity: '42',
  about: {
    credential: [
      'The **JWT of devise-jwt**, which your app gets in the response header `Authorization` at sign-in.',
    ],
    values: [
      ['Secret', '`jwt.secret` of the Devise initializer'],
      [
        'Audience',
        '`aud` is `null` unless the app sends the header `JWT_AUD`, and then it says what the app wants. `scp` is the Devise scope: `user` for the model `User`.',
      ],
      ['Identity', '`sub`, the ID of the record as a string'],
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
      'An `Admin` model has the scope `admin`, whose tokens are refused with `audience_mismatch`. List both only if their IDs cannot collide: user 42 and admin 42 would be one identity.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        `${signedSignOut('one hour by default')} The revocation strategies of devise-jwt work inside your app only.`,
      ],
    },
    alternatives: [
      {
        title: 'Session cookies',
        text: [
          'Rails encrypts its session cookie. Your app tells who it belongs to:',
          code(
            'ruby',
            `
class MeController < ApplicationController
  before_action :authenticate_user!

  def show
    render json: { id: current_user.id.to_s }
  end
end`,
          ),
          'Give the address with `.json` at the end: Devise then answers an unknown session with 401, and with a redirect otherwise. Both refuse this one session.',
        ],
        variables: {
          AUTH_USERINFO_URL: 'https://app.example.com/me.json',
          AUTH_USERINFO_SEND: 'cookie',
          AUTH_USERINFO_TOKENS: 'all',
          AUTH_COOKIE: '_acme_session',
          ALLOWED_ORIGINS: 'https://app.example.com',
          IDENTITY_CLAIM: 'id',
        },
        sample: {
          kind: 'asked',
          sent: { cookie: '_acme_session', value: SESSION },
          request: { method: 'GET', headers: { Cookie: `_acme_session=${SESSION}` } },
          answer: { id: '42' },
          unknown: {
            status: 401,
            body: { error: 'You need to sign in or sign up before continuing.' },
          },
        },
        identity: '42',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/waiting-for-dev/warden-jwt_auth/blob/master/lib/warden/jwt_auth/user_encoder.rb',
      'https://github.com/waiting-for-dev/warden-jwt_auth/blob/master/lib/warden/jwt_auth/token_encoder.rb',
      'https://github.com/waiting-for-dev/warden-jwt_auth/blob/master/lib/warden/jwt_auth.rb',
      'https://github.com/waiting-for-dev/devise-jwt/blob/master/README.md',
      'https://github.com/heartcombo/devise/blob/main/lib/devise/failure_app.rb',
    ],
  },
};

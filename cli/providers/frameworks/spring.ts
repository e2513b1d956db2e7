import { audience, url } from '../answers';
import { entry, signedSignOut } from '../parts';
import type { Provider } from '../provider';

export const spring: Provider = {
  ...entry('frameworks', 'spring'),
  name: 'Spring',
  token: 'Send the access token of Spring Authorization Server.',
  credential: 'access token of the authorization server, or a JWT of your own',
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer of the authorization server.',
      example: 'https://auth.example.com',
      read: url,
    },
    {
      name: 'audience',
      sentence: 'Audience: the client ID of the app.',
      example: 'web',
      read: audience,
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
  }),
  sample: {
    kind: 'token',
    header: { kid: '0b8f3c1e-2d4a-4f6b-8c9d-1e2f3a4b5c6d', alg: 'RS256' },
    payload: {
      sub: 'alice',
      aud: ['web'],
      nbf: 1795363200,
      scope: ['openid', 'profile'],
      iss: 'https://auth.example.com',
      exp: 1795363500,
      iat: 1795363200,
      jti: '5c6d7e8f-9a0b-4c1d-8e2f-3a4b5c6d7e8f',
    },
    jwksUri: 'https://auth.example.com/oauth2/jwks',
  },
  identity: 'alice',
  about: {
    credential: [
      'The **access token** of Spring Authorization Server. An app that signs tokens itself, as JHipster does, finds its variables below.',
    ],
    values: [
      ['Issuer', '`issuer` of `AuthorizationServerSettings`, or else the address of the server'],
      ['Audience', 'The client ID'],
      [
        'Identity',
        '`sub`, the name of the principal: the user name, unless you customize the token',
      ],
    ],
    trap: [
      '`scope` is an array here, where the standard has a string; `AUTH_REQUIRED_SCOPE` reads both. Behind a proxy the issuer is the inner address unless you set it: `issuer_mismatch`.',
    ],
    signOut: {
      within: '5 minutes',
      text: [
        `${signedSignOut('5 minutes by default')} It is \`accessTokenTimeToLive\` of \`TokenSettings\`.`,
      ],
    },
    alternatives: [
      {
        title: 'Tokens of your own, as JHipster signs them',
        text: [
          'The secret is base64, and the algorithm HS512. With jjwt the algorithm follows the length of the key: HS256, HS384 or HS512.',
          'Tokens have no audience. `ANY_TOKEN_OF_THIS_KEY` accepts every token of the secret, and the service warns of it.',
        ],
        variables: {
          AUTH_SECRET: '<jhipster.security.authentication.jwt.base64-secret>',
          AUTH_SECRET_ENCODING: 'base64',
          AUTH_ALGORITHMS: 'HS512',
          AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY',
        },
        sample: {
          kind: 'token',
          header: { alg: 'HS512' },
          payload: { sub: 'alice', exp: 1795449600, auth: 'ROLE_USER', iat: 1795363200 },
        },
        identity: 'alice',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://github.com/spring-projects/spring-authorization-server/blob/main/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/token/JwtGenerator.java',
      'https://github.com/spring-projects/spring-authorization-server/blob/main/oauth2-authorization-server/src/main/java/org/springframework/security/oauth2/server/authorization/settings/TokenSettings.java',
      'https://github.com/jhipster/generator-jhipster/blob/main/generators/spring-boot/templates/src/main/java/_package_/security/SecurityUtils.java.ejs',
      'https://github.com/jhipster/generator-jhipster/blob/main/generators/spring-boot/templates/src/main/resources/config/application-prod.yml.ejs',
    ],
    unconfirmed: ['That jjwt chooses the algorithm by the length of the key is from memory.'],
  },
};

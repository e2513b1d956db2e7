import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const fastify: Provider = {
  ...entry('frameworks', 'fastify'),
  name: 'Fastify',
  token: 'Send the token that fastify.jwt.sign returns.',
  credential: 'JWT of `@fastify/jwt`',
  questions: [],
  copied: { AUTH_SECRET: 'the secret of @fastify/jwt, 32 bytes or more' },
  variables: () => ({
    AUTH_AUDIENCE: 'ANY_TOKEN_OF_THIS_KEY',
    // Without expiresIn tokens have no exp.
    AUTH_MAX_AGE: '3600',
  }),
  sample: {
    kind: 'token',
    header: { alg: 'HS256', typ: 'JWT' },
    payload: { sub: '4711', iat: 1795363200 },
  },
  identity: '4711',
  about: {
    credential: [
      'The **token** that `fastify.jwt.sign` or `reply.jwtSign` returns, signed with HS256.',
    ],
    values: [
      ['Secret', 'The `secret` that the plugin is registered with, as it is'],
      [
        'Audience',
        'None by default, so every token of the secret is accepted, and the service warns of it.',
      ],
      ['Age', 'Without `expiresIn` a token never expires. `AUTH_MAX_AGE` counts from `iat`.'],
      ['Identity', '`sub`. Set `IDENTITY_CLAIM` if you sign the ID under another name.'],
    ],
    afterVariables: [
      'Better, sign an expiry and an audience, set `AUTH_AUDIENCE=conversations`, and leave `AUTH_MAX_AGE` out:',
      code(
        'js',
        `
fastify.register(fastifyJwt, {
  secret: process.env.JWT_SECRET,
  sign: { expiresIn: '15m', aud: 'conversations' },
});`,
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
      'With the option `cookie` of the plugin, set `AUTH_COOKIE` to its `cookieName`; with `signed: true` the cookie has a second signature, and the token cannot be read.',
    ],
    trap: [
      'A token without `exp` and without `AUTH_MAX_AGE` is refused with `claim_invalid`. After a restart with a new secret every token is refused with `signature_invalid`.',
    ],
    signOut: {
      within: '1 hour',
      text: [
        'A token that is verified by its signature is accepted until it is too old: **one hour** with the variables above.',
      ],
    },
    checked: '2026-11-25',
    sources: ['https://github.com/fastify/fastify-jwt/blob/main/README.md'],
    unconfirmed: ['The option `aud` of `sign` is the one of fast-jwt, and was not tried.'],
  },
};

import { audience, type Reading, url } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const okta: Provider = {
  ...entry('identity-providers', 'okta'),
  name: 'Okta',
  token: 'Send the access token of a custom authorization server.',
  credential: 'access token of a custom authorization server',
  marks: [{ issuer: /^https:\/\/[a-z0-9-]+\.okta(preview|-emea)?\.com(\/oauth2\/[A-Za-z0-9]+)?$/ }],
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer URI of the authorization server, under Security, API.',
      example: 'https://acme.okta.com/oauth2/default',
      read: oktaIssuer,
    },
    {
      name: 'audience',
      sentence: 'Audience of that authorization server.',
      example: 'api://default',
      fallback: 'api://default',
      read: audience,
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
    // sub is the login name, which can be changed and given to another user.
    IDENTITY_CLAIM: 'uid',
  }),
  sample: {
    kind: 'token',
    header: { kid: 's6BhdRkqt3FHWQPOYcVcvS3nyNlZ1u3U', alg: 'RS256' },
    payload: {
      ver: 1,
      jti: 'AT.bcNo4WsBA8QS81SOrrTxWbqMsO50lrFxlYK88DlAPiM',
      iss: 'https://acme.okta.com/oauth2/default',
      aud: 'api://default',
      iat: 1795363200,
      exp: 1795366800,
      cid: '0oaoesxtxmPf08QHk0h7',
      uid: '00uixa271s6x7qt8I0h7',
      scp: ['openid', 'profile'],
      auth_time: 1795360000,
      sub: 'alice@example.com',
    },
    jwksUri: 'https://acme.okta.com/oauth2/default/v1/keys',
  },
  identity: '00uixa271s6x7qt8I0h7',
  about: {
    credential: [
      'The **access token** of a custom authorization server: *Security*, *API*, *Authorization Servers*. Orgs with API Access Management or the Integrator Free Plan have one with the name `default`. It needs an access policy for your app.',
    ],
    values: [
      [
        'Issuer',
        'The *Issuer URI* in the list of authorization servers. It ends with `/oauth2/` and the ID, without a slash.',
      ],
      ['Audience', 'The *Audience* next to it, `api://default` for `default`'],
      [
        'Identity',
        '`uid`, the ID of the user. `sub` is the login name: it can be changed, and given to another user.',
      ],
    ],
    app: [
      code(
        'js',
        `
import { OktaAuth } from '@okta/okta-auth-js';

const okta = new OktaAuth({
  issuer: 'https://acme.okta.com/oauth2/default',
  clientId: '…',
  redirectUri: 'https://app.example.com/callback',
});
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    if (fresh) await okta.tokenManager.renew('accessToken');
    return okta.getOrRenewAccessToken();
  },
});`,
      ),
    ],
    trap: [
      'The org has an authorization server of its own, with the issuer `https://acme.okta.com`. Its access tokens are for Okta alone, and their content may change at any time. Today their `typ` is `application/okta-internal-at+jwt`, so they are refused with `token_type_unsupported`. An app whose `issuer` is the bare domain gets these.',
      'Tokens that are bound by DPoP are refused with `token_bound`.',
    ],
    signOut: {
      within: '5 minutes to 24 hours',
      text: [
        "A token is accepted until it expires, after the *Access token lifetime* of the access policy's rule; the shortest is **5 minutes**. For a revocation to take effect within a minute, let Okta confirm each token: `introspection` with `tokens: 'jwt'` in `src/policy.ts`, at `https://acme.okta.com/oauth2/default/v1/introspect`.",
      ],
    },
    afterSample: [
      'The header has no `typ`, which is accepted. A token of the client credentials grant has no `uid`, and is refused with `identity_claim_missing`.',
    ],
    checked: '2026-11-22',
    sources: [
      'https://developer.okta.com/docs/guides/validate-access-tokens/',
      'https://developer.okta.com/docs/concepts/auth-servers/',
      'https://developer.okta.com/docs/guides/customize-tokens-returned-from-okta/main/',
      'https://developer.okta.com/docs/concepts/api-access-management/',
      'https://support.okta.com/help/s/article/What-is-the-lifetime-of-the-JWT-tokens',
      'https://github.com/okta/okta-auth-js',
    ],
  },
};

function oktaIssuer(answer: string): Reading {
  const reading = url(answer);
  if (!reading.ok) return reading;
  const { origin, pathname } = new URL(reading.value);
  const server = /^\/oauth2\/([A-Za-z0-9]+)\/?$/.exec(pathname)?.[1];
  if (server === undefined || server === 'v1') {
    return {
      ok: false,
      sentence:
        'The Issuer URI of a custom authorization server is needed; it ends with /oauth2/ and a name. Access tokens of the org itself are for Okta alone.',
    };
  }
  // The admin console has a host of its own, which issues no tokens.
  return {
    ok: true,
    value: `${origin.replace(/-admin(?=\.okta)/, '')}/oauth2/${server}`,
  };
}

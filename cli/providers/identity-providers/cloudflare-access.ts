import { hostName, matching } from '../answers';
import { code, entry, signedSignOut } from '../parts';
import type { Provider, TokenSample } from '../provider';

const TOKEN: TokenSample = {
  kind: 'token',
  header: {
    alg: 'RS256',
    kid: '9338abe1baf2fe492f646a736f25afbf7b025e35c627be4f60c414d4c73069b8',
    typ: 'JWT',
  },
  payload: {
    aud: ['32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228'],
    email: 'alice@example.com',
    exp: 1795449600,
    iat: 1795363200,
    nbf: 1795363200,
    iss: 'https://acme.cloudflareaccess.com',
    type: 'app',
    identity_nonce: '6ei69kawdKzMIAPF',
    sub: '7335d417-61da-459d-899c-0a01c76a2f94',
    country: 'US',
  },
};

export const cloudflareAccess: Provider = {
  ...entry('identity-providers', 'cloudflare-access'),
  name: 'Cloudflare Access',
  token: 'Nothing has to be sent: Cloudflare adds the token to each request.',
  credential: 'the token that Cloudflare adds to a request',
  marks: [
    { issuer: /^https:\/\/[a-z0-9-]+\.cloudflareaccess\.com$/ },
    { cookie: /^CF_Authorization$/ },
  ],
  questions: [
    {
      name: 'team-domain',
      sentence: 'Team domain, under Settings of Zero Trust.',
      example: 'acme.cloudflareaccess.com',
      read: hostName('A host is needed, such as acme.cloudflareaccess.com.'),
    },
    {
      name: 'aud-tag',
      sentence: 'Application Audience (AUD) tag of the application.',
      example: '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228',
      read: matching(/^[0-9a-f]{64}$/, 'An AUD tag has 64 hexadecimal digits.'),
    },
  ],
  variables: ({ 'team-domain': team, 'aud-tag': tag }) => ({
    AUTH_ISSUER: `https://${team}`,
    AUTH_JWKS_URI: `https://${team}/cdn-cgi/access/certs`,
    AUTH_AUDIENCE: `${tag}`,
    // The session token of the team is signed with the same keys.
    AUTH_REQUIRED_CLAIMS: 'type=app',
    AUTH_HEADER: 'cf-access-jwt-assertion',
  }),
  sample: { ...TOKEN, sentIn: 'Cf-Access-Jwt-Assertion' },
  identity: '7335d417-61da-459d-899c-0a01c76a2f94',
  about: {
    credential: [
      'The **application token**, which Cloudflare adds to each request that passed Access, in the header `Cf-Access-Jwt-Assertion`. For that, requests have to go through Cloudflare: put a hostname of your zone in front of this service, for instance by a Worker or an origin rule, and make it a part of the same Access application as your app.',
    ],
    values: [
      ['Issuer', '`https://` and the team domain'],
      ['Audience', 'The AUD tag of the application'],
      [
        'Identity',
        '`sub`. It is unique to an email address in your organization; a user who is removed and added again gets a new one.',
      ],
    ],
    app: [
      code(
        'js',
        `const source = createTokenSource({ url: 'https://chat.example.com/token', credentials: 'include' });`,
      ),
    ],
    trap: [
      'A service token (`CF-Access-Client-Id`) passes Access too. Its `sub` is empty, so it is refused with `identity_claim_invalid`. Without `AUTH_HEADER` the answer is `missing_credential`, because the token is not in `Authorization`. The service itself stays reachable at its `twil.io` address; that is harmless, since a token is required there as well.',
    ],
    signOut: {
      within: '24 hours',
      text: [
        `${signedSignOut('24 hours by default')} Shorten the session duration of the application or of its policy.`,
      ],
    },
    alternatives: [
      {
        title: 'From the cookie',
        text: ['Where the header is lost on the way, the cookie has the same token.'],
        variables: {
          AUTH_ISSUER: 'https://acme.cloudflareaccess.com',
          AUTH_JWKS_URI: 'https://acme.cloudflareaccess.com/cdn-cgi/access/certs',
          AUTH_AUDIENCE: '32eafc7626e974616deaf0dc3ce63d7bcbed58a2731e84d06bc3cdf1b53c4228',
          AUTH_REQUIRED_CLAIMS: 'type=app',
          AUTH_COOKIE: 'CF_Authorization',
          ALLOWED_ORIGINS: 'https://app.example.com',
        },
        sample: { ...TOKEN, sentIn: 'Cookie: CF_Authorization' },
        identity: '7335d417-61da-459d-899c-0a01c76a2f94',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token/',
      'https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/validating-json/',
      'https://developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/',
    ],
  },
};

import { list, matching } from '../answers';
import { code, entry } from '../parts';
import type { Provider } from '../provider';

export const cognito: Provider = {
  ...entry('identity-providers', 'cognito'),
  name: 'Amazon Cognito',
  token: 'Send the access token of the user pool.',
  credential: 'access token of a user pool',
  marks: [{ issuer: /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\// }],
  questions: [
    {
      name: 'user-pool-id',
      sentence: 'User pool ID, which begins with its region.',
      example: 'eu-central-1_AbCdEf123',
      // The ARN and the issuer, which people also copy, end with the ID.
      read: matching(
        /^(?:\S*\/)?([a-z]{2,}(?:-[a-z]+)+-\d+_[0-9A-Za-z]+)$/,
        'A user pool ID has the form region_characters.',
      ),
    },
    {
      name: 'client-id',
      sentence: 'Client ID of the app client; separate several with commas.',
      example: '4f9a2k7m1b8c3d6e5g0h2j4k6l',
      read: list(matching(/^[a-z0-9]{20,128}$/, 'A client ID has lower-case letters and digits.')),
    },
  ],
  variables: ({ 'user-pool-id': pool = '', 'client-id': client }) => {
    const region = pool.slice(0, pool.indexOf('_'));
    const suffix = region.startsWith('cn-') ? '.cn' : '';
    return {
      AUTH_ISSUER: `https://cognito-idp.${region}.amazonaws.com${suffix}/${pool}`,
      AUTH_AUDIENCE: `${client}`,
      // Access tokens of Cognito have no aud.
      AUTH_AUDIENCE_CLAIM: 'client_id',
    };
  },
  sample: {
    kind: 'token',
    header: { kid: '1234example=', alg: 'RS256' },
    payload: {
      sub: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
      'cognito:groups': ['members'],
      iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123',
      client_id: '4f9a2k7m1b8c3d6e5g0h2j4k6l',
      origin_jti: '11111111-2222-4333-8444-555555555555',
      event_id: '66666666-7777-4888-8999-000000000000',
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      auth_time: 1795363200,
      exp: 1795366800,
      iat: 1795363200,
      jti: '99999999-8888-4777-8666-555555555555',
      username: 'alice@example.com',
    },
    jwksUri:
      'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEf123/.well-known/jwks.json',
  },
  identity: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee',
  about: {
    credential: [
      'The **access token** of the user pool. It says nothing about the user but who they are, which is all that is needed.',
    ],
    values: [
      [
        'Issuer',
        '`https://cognito-idp.`, the region, `.amazonaws.com/` and the user pool ID, without a slash at the end. In China the host ends with `.amazonaws.com.cn`.',
      ],
      [
        'Audience',
        'The client ID of the app client. It is in `client_id`, so set `AUTH_AUDIENCE_CLAIM`. Separate several app clients with commas.',
      ],
      [
        'Identity',
        '`sub`. The claim `username` may be an email address, and AWS says that it may not be unique.',
      ],
    ],
    app: [
      code(
        'js',
        `
import { fetchAuthSession } from 'aws-amplify/auth';

const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  bearer: async ({ fresh }) => {
    const { tokens } = await fetchAuthSession({ forceRefresh: fresh });
    return tokens?.accessToken.toString();
  },
});`,
      ),
    ],
    trap: [
      'Access tokens have `client_id` and no `aud`, ID tokens have `aud` and no `client_id`. Without `AUTH_AUDIENCE_CLAIM=client_id` every access token is refused with `audience_mismatch`, and with it every ID token. If you have to send ID tokens, because you want `IDENTITY_CLAIM=email`, leave `AUTH_AUDIENCE_CLAIM` out.',
    ],
    signOut: {
      within: '1 hour (5 minutes to 1 day)',
      text: [
        '`GlobalSignOut` and `RevokeToken` end the session at Cognito, but a token that is verified by its signature is accepted until it expires. The lifetime is set for each app client, from **5 minutes** to 1 day.',
      ],
    },
    afterSample: ['The header has no `typ`, which is accepted.'],
    checked: '2026-11-22',
    sources: [
      'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html',
      'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html',
      'https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html',
      'https://docs.amplify.aws/javascript/build-a-backend/auth/manage-user-session/',
    ],
  },
};

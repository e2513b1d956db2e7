import { ASKED_SIGN_OUT, code, entry, userUrl } from '../parts';
import type { Provider } from '../provider';

const TOKEN = 'CfDJ8N0qW3eT6uI9oP2aS5dF8gH1jK4lZ7xC0vB3nM6qW9eR2tY5uI8oP1aS4dF7gH0jK3lZ6xC9vB2nM5q';
const NAME_IDENTIFIER = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier';

export const aspnetCore: Provider = {
  ...entry('frameworks', 'aspnet-core'),
  name: 'ASP.NET Core',
  token: 'Send the accessToken of the Identity API.',
  credential: 'access token of the Identity API, or a JWT of your own',
  marks: [{ token: /^CfDJ8/ }, { cookie: /^\.AspNetCore\./ }],
  questions: [userUrl('https://app.example.com/me')],
  variables: ({ 'user-url': address }) => ({
    AUTH_USERINFO_URL: `${address}`,
    AUTH_USERINFO_TOKENS: 'all',
    IDENTITY_CLAIM: 'id',
  }),
  sample: {
    kind: 'asked',
    sent: { bearer: TOKEN },
    request: { method: 'GET', headers: { Authorization: `Bearer ${TOKEN}` } },
    answer: { id: '8e445865-a24d-4543-a6c6-9443d048cdb9' },
    unknown: { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } },
  },
  identity: '8e445865-a24d-4543-a6c6-9443d048cdb9',
  about: {
    credential: [
      'The **access token** that `/login` of `MapIdentityApi` returns. It is not a JWT, and only your app can read it. Your app tells who it belongs to, at an address that you add:',
      code(
        'csharp',
        `
app.MapGet("/me", (ClaimsPrincipal user) => new { id = user.FindFirstValue(ClaimTypes.NameIdentifier) })
   .RequireAuthorization();`,
      ),
    ],
    values: [
      [
        'Address',
        'The address of that route. `/manage/info` has the email address but not the ID.',
      ],
      ['Identity', '`id`, as your route answers'],
    ],
    app: [
      code(
        'js',
        `
const source = createTokenSource({
  url: 'https://your-service.twil.io/token',
  // refreshAccessToken posts the refreshToken to /refresh.
  bearer: ({ fresh }) => (fresh ? refreshAccessToken() : getAccessToken()),
});`,
      ),
      'With `useCookies=true` set `AUTH_USERINFO_SEND=cookie`, `AUTH_COOKIE=.AspNetCore.Identity.Application` and `ALLOWED_ORIGINS`.',
    ],
    trap: [
      'The token looks like base64 and is not a JWT: without `AUTH_USERINFO_URL` it is refused with `token_malformed`. With cookies, Identity answers an unknown session with a redirect to the sign-in page, which refuses this one session.',
    ],
    signOut: {
      within: '15 minutes',
      text: [
        ASKED_SIGN_OUT,
        'The access token of the Identity API cannot be revoked, and lasts for an hour; a sign-out in your app has to forget it.',
      ],
    },
    alternatives: [
      {
        title: 'A JWT of your own',
        text: [
          "If your code adds `ClaimTypes.NameIdentifier`, the claim's name in the token may be its long address. A JSON pointer finds it: `/` becomes `~1`.",
        ],
        variables: {
          AUTH_ISSUER: 'https://app.example.com',
          AUTH_AUDIENCE: 'https://app.example.com',
          AUTH_SECRET: '<the text of the SymmetricSecurityKey, 32 bytes or more>',
          IDENTITY_CLAIM:
            '/http:~1~1schemas.xmlsoap.org~1ws~12005~105~1identity~1claims~1nameidentifier',
        },
        sample: {
          kind: 'token',
          header: { alg: 'HS256', typ: 'JWT' },
          payload: {
            [NAME_IDENTIFIER]: '8e445865-a24d-4543-a6c6-9443d048cdb9',
            exp: 1795366800,
            iss: 'https://app.example.com',
            aud: 'https://app.example.com',
          },
        },
        identity: '8e445865-a24d-4543-a6c6-9443d048cdb9',
      },
    ],
    checked: '2026-11-25',
    sources: [
      'https://learn.microsoft.com/aspnet/core/security/authentication/identity-api-authorization',
      'https://learn.microsoft.com/aspnet/core/security/authentication/claims',
      'https://github.com/dotnet/aspnetcore/blob/main/src/Identity/Core/src/IdentityApiEndpointRouteBuilderExtensions.cs',
      'https://github.com/dotnet/aspnetcore/blob/main/src/Security/Authentication/BearerToken/src/BearerTokenOptions.cs',
      'https://codewithmukesh.com/blog/identity-endpoints-aspnet-core/',
    ],
    unconfirmed: [
      'That tokens begin with `CfDJ8` is from memory.',
      'Which handler writes the long claim name, and which shortens it to `nameid`, was not looked up: look into a token of yours.',
    ],
  },
};

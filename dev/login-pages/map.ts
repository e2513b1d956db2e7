/** The map of the pages: `docs/logins/README.md`. */
import { GROUPS, type Group, PROVIDERS } from '../../cli/providers';
import { block, fence, table } from './markdown';

/** The text of the map. */
export function mapOfPages(): string {
  const groups = Object.entries(GROUPS) as [Group, string][];
  const parts = [
    '# Your login',
    'One page for each system: which credential your app sends, the variables to paste, what goes wrong most often, and how fast a sign-out takes effect. `npm run setup` asks for the values and writes the same variables.',
    ...groups.flatMap(([group, title]) => [`## ${title}`, tableOf(group)]),
    '## Not in the list',
    'What does your app have once a user has signed in?',
    '- A **JWT of a provider with published keys**: see [other OpenID provider](other.md).\n- A **JWT of your own backend**: see [own backend](own-backend.md). The secret may be text, base64 or hex, and a public key does as well.\n- An **opaque token, a session cookie, an encrypted token, anything else**: the service asks the system itself, at any address that answers with the user as JSON if the credential is valid, and with anything else if it is not. See [Express](express.md) for a session cookie and [Laravel with Sanctum](laravel-sanctum.md) for a token.\n- **Nothing**: visitors without a login are guests.',
    '## Sign-out',
    'A user who has signed out, or was blocked, can get chat tokens until the token of the login expires. Each page says how long that is. A chat token is never valid for longer than the token it was got with (`TOKEN_LIFETIME_FOLLOWS_CALLER`), except that it lasts for at least 300 seconds. Nothing can end a single chat token before its time. Where the system is asked instead, an answer is used for a minute at most, and a chat token lasts for up to 15 minutes.',
    '## Cookies',
    "A browser sends a cookie to the site that set it and to no other, so the service has to be reached below your app's own domain. Let your web server or framework forward a path to it:",
    fence(
      'nginx',
      'location = /chat/token {\n  proxy_pass https://your-service.twil.io/token;\n  proxy_set_header Host your-service.twil.io;\n  proxy_ssl_server_name on;\n}',
    ),
    "Then the client needs no `bearer`: `createTokenSource({ url: '/chat/token', credentials: 'include' })`. Other sites cannot use the cookie: `ALLOWED_ORIGINS` is required with `AUTH_COOKIE`, and a request of a foreign origin is refused. Only the named cookies are forwarded to the system that is asked. More: [session cookies](../credentials.md#session-cookies).",
    '## Several logins',
    'List them in `src/policy.ts`, each with a namespace.',
  ];
  return `${parts.map((part) => (/^[#|`]/.test(part) ? part : block(part))).join('\n\n')}\n`;
}

function tableOf(group: Group): string {
  const rows = PROVIDERS.filter((provider) => provider.group === group).map(
    ({ id, name, credential, about }) => [`[${name}](${id}.md)`, credential, about.signOut.within],
  );
  return table(['Login', 'Your app sends', 'A sign-out takes effect within'], rows);
}

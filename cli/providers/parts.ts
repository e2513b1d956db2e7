/** What several systems have in common. */
import { matching, url } from './answers';
import type { Block, Group, Question } from './provider';

/** What follows from the id of a system, and what most of them have. */
export const entry = <T extends Group>(group: T, id: string) => ({
  id,
  group,
  page: `docs/logins/${id}.md`,
  secrets: [] as const,
});

/** A block of code. */
export const code = (language: string, text: string): Block => ({
  language,
  code: `${text.trim()}\n`,
});

/** Where a system that is asked answers with the user. */
export const userUrl = (example: string): Question => ({
  name: 'user-url',
  sentence: 'Address that answers with the signed-in user as JSON.',
  example,
  read: url,
});

/** The name of a session cookie. */
export const cookieName = (example: string, fallback?: string): Question => ({
  name: 'cookie',
  sentence: 'Name of the session cookie.',
  example,
  ...(fallback !== undefined && { fallback }),
  read: matching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'A cookie name has no spaces, quotes or commas.'),
});

/** How a page uses a session cookie: nothing is read, the browser sends it. */
export const COOKIE_APP: readonly Block[] = [
  'The browser sends the cookie automatically, but only to the site that set it. Forward a path of your app to this service, as [Cookies](README.md#cookies) explains:',
  code('js', `const source = createTokenSource({ url: '/chat/token', credentials: 'include' });`),
];

/** How fast a sign-out takes effect where the system is asked. */
export const ASKED_SIGN_OUT =
  'The system is asked again after at most a minute, so a user who signed out gets no new chat token. One that was issued before lasts for up to **15 minutes**.';

/** How fast a sign-out takes effect where a signature is verified. */
export const signedSignOut = (lifetime: string) =>
  `A token that is verified by its signature is accepted until it expires: **${lifetime}**.`;

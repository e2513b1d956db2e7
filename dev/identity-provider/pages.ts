/** The pages of the development identity provider: plain HTML, no script, light and dark. */
import type { Person } from './people';

/** The field of the login form that names the chosen person. */
export const PERSON_FIELD = 'person';

/** Sent with every page: nothing is loaded, nothing frames it. */
export const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'Cache-Control': 'no-store',
} as const;

/** The login page: one radio button per person, the first one chosen, and no password. */
export function loginPage(action: string, people: readonly Person[]): string {
  const choices = people.map((person, index) => {
    const start = index === 0 ? ' checked autofocus' : '';
    const address = person.email_verified ? person.email : `${person.email}, not verified`;
    return `<label>
          <input type="radio" name="${PERSON_FIELD}" value="${escapeHtml(person.sub)}" required${start}>
          <span>${escapeHtml(person.name)}<small>${escapeHtml(address)}</small></span>
        </label>`;
  });
  return page(
    'Sign in',
    `<form method="post" action="${escapeHtml(action)}">
      <fieldset>
        <legend>Who are you?</legend>
        ${choices.join('\n        ')}
      </fieldset>
      <button type="submit">Continue</button>
    </form>
    <p>For development only: there are no passwords, and no one here is real.</p>`,
  );
}

/** The page at the provider's own address: what it is, and where to go. */
export function startPage(issuer: string, people: readonly Person[]): string {
  const link = (path: string) => {
    const url = escapeHtml(`${issuer}${path}`);
    return `<li><a href="${url}">${url}</a></li>`;
  };
  const names = people.map(({ name, sub }) => `${escapeHtml(name)} (<code>${sub}</code>)`);
  return page(
    'Identity provider',
    `<p>This is the sign-in of the playground: an OpenID provider that runs on this machine while
      <code>npm start</code> does. Nothing is to be done here. Sign in from the playground.</p>
    <p>The <code>iss</code> of its tokens is <code>${escapeHtml(issuer)}</code>.</p>
    <p>The people: ${names.join(', ')}.</p>
    <ul>
      ${link('/.well-known/openid-configuration')}
      ${link('/jwks')}
    </ul>`,
  );
}

/** A page that says in a sentence what went wrong. */
export function errorPage(sentence: string): string {
  return page('Sign-in failed', `<p role="alert">${escapeHtml(sentence)}</p>`);
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} – development identity provider</title>
    <style>
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      main { max-width: 24rem; margin: 10vh auto; padding: 0 1rem; }
      fieldset { margin: 0; padding: .5rem 1rem; border: 1px solid; border-radius: .5rem; }
      label { display: flex; gap: .75rem; align-items: center; padding: .5rem 0; cursor: pointer; }
      small { display: block; }
      code, li { overflow-wrap: anywhere; }
      ul { padding-left: 1.25rem; }
      button { width: 100%; margin-top: 1rem; padding: .75rem; font: inherit; cursor: pointer; }
      :focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
    </style>
  </head>
  <body>
    <main>
    <h1>${title}</h1>
    ${body}
    </main>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

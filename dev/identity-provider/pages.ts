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
    'Log in',
    `<form method="post" action="${escapeHtml(action)}">
      <fieldset>
        <legend>Who are you?</legend>
        ${choices.join('\n        ')}
      </fieldset>
      <button type="submit">Continue</button>
    </form>
    <p>For development only: there are no passwords, and nobody here is real.</p>`,
  );
}

/** A page that says in a sentence what went wrong. */
export function errorPage(sentence: string): string {
  return page('Login failed', `<p role="alert">${escapeHtml(sentence)}</p>`);
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

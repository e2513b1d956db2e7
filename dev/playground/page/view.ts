/** How the page shows things. Everything goes in as text, never as markup. */
import { type AccessToken, TokenError } from '../../../client';
import { decode, type Part } from './claims';

/** An element of the page, which exists. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** An element of the page that is pressed. */
export const button = (id: string) => element<HTMLButtonElement>(id);

function make(name: string, ...content: (string | Node)[]): HTMLElement {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

function table(caption: string, heads: string[], rows: (string | Node)[][]): HTMLElement {
  const titles = heads.map((text) => make('th', text));
  for (const title of titles) title.setAttribute('scope', 'col');
  const body = rows.map(([first = '', ...rest]) => {
    const title = make('th', first);
    title.setAttribute('scope', 'row');
    return make('tr', title, ...rest.map((content) => make('td', content)));
  });
  const head = titles.length > 0 ? [make('thead', make('tr', ...titles))] : [];
  return make('table', make('caption', caption), ...head, make('tbody', ...body));
}

/** Shows the parts of a token. */
export function showToken(answer: AccessToken): void {
  const { header, payload } = decode(answer.token);
  const parts = (caption: string, rows: Part[]) =>
    table(
      caption,
      ['Name', 'Value', 'Meaning'],
      rows.map(({ name, value, sentence }) => [make('code', name), make('code', value), sentence]),
    );
  element('parts').replaceChildren(parts('Header', header), parts('Payload', payload));
}

export function hideToken(): void {
  element('parts').replaceChildren();
  element('countdown').hidden = true;
}

/** Shows why there is no token, as the table of refusals has it; nothing for undefined. */
export function showError(error: unknown): void {
  if (error === undefined) {
    element('refusal').replaceChildren();
    return;
  }
  const { code, status, refusal, retryAfter, twilioCode } =
    error instanceof TokenError ? error : ({} as Partial<TokenError>);
  const rows = Object.entries({
    Status: status,
    Error: refusal?.error,
    Code: refusal?.code,
    'What to do': refusal?.error_description ?? (error as Error).message,
    'Retry after': retryAfter && `${retryAfter} s`,
    "Twilio's code": twilioCode,
    Request: refusal?.requestId,
    'In the client': code && `TokenError, code ${code}`,
  }).filter(([, value]) => value !== undefined && value !== 0);
  element('refusal').replaceChildren(
    table(
      'Refused',
      [],
      rows.map(([name, value]) => [name, String(value)]),
    ),
  );
}

/** Counts down to the next refresh. */
export function showCountdown(answer: AccessToken, elapsed: number): void {
  const seconds = (until: string) =>
    (Date.parse(until) - Date.parse(answer.serverTime)) / 1000 - elapsed;
  const refresh = seconds(answer.refreshAfter);
  element('countdown').hidden = false;
  element('countdown-text').textContent =
    `Refreshed in ${clock(refresh)} at the latest, expires in ${clock(seconds(answer.expiresAt))}.`;
  element<HTMLMeterElement>('countdown-meter').value = Math.max(0, refresh / (refresh + elapsed));
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Adds a line to what happened. */
export function note(text: string): void {
  const time = make('time', new Date().toLocaleTimeString());
  // The latest first, so that it is in sight.
  element('log').prepend(make('li', time, make('span', text)));
}

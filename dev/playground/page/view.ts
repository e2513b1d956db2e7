/** How the page shows tokens, decisions and refusals. */
import { type AccessToken, TokenError } from '../../../client';
import type { Step } from '../settings';
import { decode, type Part, type TokenKind } from './claims';
import { codeBlock, copyable, element, make, makeTable } from './dom';

/** Shows a token, raw and decoded. */
export function showToken(id: string, title: string, kind: TokenKind, token: string): void {
  const parts = decode(token, kind);
  const table = (caption: string, rows: readonly Part[]) =>
    makeTable(
      caption,
      ['Name', 'Value', 'Meaning'],
      rows.map(({ name, value, sentence }) => [
        make('code', {}, name),
        make('code', {}, value),
        sentence,
      ]),
    );
  element(id).replaceChildren(
    make('h3', {}, title),
    copyable(title, token),
    ...(parts
      ? [table('Header', parts.header), table('Payload', parts.payload)]
      : [make('p', {}, 'This token is not a JWT, so there is nothing to read in it.')]),
  );
}

/** Shows the request that was made, for a shell. */
export function showRequest(url: string, bearer: string): void {
  const curl = `curl -sS -X POST -H 'Authorization: Bearer ${bearer}' ${url}`;
  element('request').replaceChildren(
    make(
      'details',
      {},
      make('summary', {}, 'The request, for a terminal'),
      codeBlock('curl', curl),
    ),
  );
}

const TITLES: Readonly<Record<Step['name'], string>> = {
  authenticate: 'Authenticate: whose proof is this?',
  identify: 'Identify: under which name?',
  authorize: 'Authorize: may they, and for how long?',
  issue: 'Issue: the token for Twilio',
};

/** Shows the four steps of the service. */
export function showSteps(steps: readonly Step[]): void {
  const items = steps.map(({ name, outcome, decision, checks }) =>
    make(
      'li',
      { 'data-outcome': outcome },
      make('strong', {}, TITLES[name]),
      make('p', {}, decision),
      ...(checks.length > 0 ? [checkList(checks)] : []),
    ),
  );
  element('steps').replaceChildren(
    make('h3', {}, 'What the service decided'),
    make('ol', { class: 'steps' }, ...items),
  );
}

function checkList(checks: Step['checks']): HTMLElement {
  const count = checks.length === 1 ? '1 check' : `${checks.length} checks`;
  const items = checks.map(({ title, result, failed }) =>
    make('li', {}, make('strong', {}, failed ? `${title} fails` : title), result && `: ${result}`),
  );
  return make('details', {}, make('summary', {}, count), make('ul', {}, ...items));
}

/** Empties what is shown about the last request. */
export function clearTokens(): void {
  for (const id of ['refusal', 'request', 'steps', 'login-token', 'access-token']) {
    element(id).replaceChildren();
  }
  element('countdown').hidden = true;
}

/** Shows why there is no token; nothing for undefined. */
export function showError(error: unknown, remedy?: Node): void {
  if (error === undefined) {
    element('refusal').replaceChildren();
    return;
  }
  const { code, status, refusal, twilioCode } =
    error instanceof TokenError ? error : ({} as Partial<TokenError>);
  const rows: [string, string | Node | undefined][] = [
    ['Status', status === undefined ? undefined : String(status)],
    ['Error', refusal?.error],
    ['Code', refusal?.code],
    ['What it says', refusal?.error_description ?? (error as Error).message],
    ['What to do', remedy],
    ["Twilio's code", twilioCode === undefined ? undefined : String(twilioCode)],
    ['Request', refusal?.requestId],
    ['In the client', code && `TokenError, code ${code}`],
  ];
  element('refusal').replaceChildren(
    makeTable(
      'Refused',
      [],
      rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  );
}

/** Counts down to the next refresh. */
export function showCountdown(answer: AccessToken, elapsedSeconds: number): void {
  const seconds = (until: string) =>
    (Date.parse(until) - Date.parse(answer.serverTime)) / 1000 - elapsedSeconds;
  const refresh = seconds(answer.refreshAfter);
  element('countdown').hidden = false;
  element('countdown-text').textContent =
    `Refreshed in ${clock(refresh)} at the latest, expires in ${clock(seconds(answer.expiresAt))}.`;
  element<HTMLMeterElement>('countdown-meter').value = Math.max(
    0,
    refresh / (refresh + elapsedSeconds),
  );
}

function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Adds a line to what happened. */
export function note(text: string): void {
  const time = make('time', {}, new Date().toLocaleTimeString());
  // The latest first, so that it is in sight.
  element('log').prepend(make('li', {}, time, make('span', {}, text)));
}

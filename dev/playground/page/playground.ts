/** The playground: log in, get a token, connect. */
import {
  type AccessToken,
  type Connection,
  connect,
  createTokenSource,
  TokenError,
} from '../../../client';
import type { PlaygroundSettings } from '../settings';
import { nameOf } from './claims';
import { finishLogIn, startLogIn } from './log-in';
import { loadClient } from './sdk';
import { button, element, hideToken, note, showCountdown, showError, showToken } from './view';

const TOKEN_URL = new URL('/token', location.href).href;

let login: PlaygroundSettings['login'];
let bearer: string | undefined;
let guest = false;
let connection: Connection<object> | undefined;
let stopCountdown = () => {};

/** Tells of each request, and sends it. */
const notingFetch: typeof fetch = async (input, init) => {
  const { pathname } = new URL(String(input));
  try {
    const response = await fetch(input, init);
    note(`POST ${pathname} – ${response.status}`);
    return response;
  } catch (error) {
    note(`POST ${pathname} – no answer`);
    throw error;
  }
};

const makeSource = () =>
  createTokenSource({
    url: TOKEN_URL,
    bearer: () => bearer,
    guest,
    fetch: notingFetch as (url: string, init: RequestInit) => Promise<Response>,
  });
let source = makeSource();

/** Becomes somebody. */
async function become(next: { bearer?: string; guest?: boolean }): Promise<void> {
  await connection?.close();
  connection = undefined;
  source.clear();
  bearer = next.bearer;
  // Somebody who logs in stays the guest they were until the service has heard of it.
  guest = next.guest ?? bearer !== undefined;
  source = makeSource();
  const somebody = bearer !== undefined || guest;
  element('caller').textContent = bearer
    ? `You are ${nameOf(bearer)}.`
    : `You are ${guest ? 'a guest' : 'nobody yet'}.`;
  button('log-in').hidden = !login || bearer !== undefined;
  button('guest').hidden = somebody;
  button('log-out').hidden = !somebody;
  for (const id of ['get', 'open']) button(id).disabled = !somebody;
  for (const id of ['renew', 'close']) button(id).disabled = true;
  stopCountdown();
  hideToken();
  showError(undefined);
}

function watchToken(answer: AccessToken): void {
  stopCountdown();
  showToken(answer);
  showError(undefined);
  button('renew').disabled = false;
  if (answer.previousIdentity) note(`Was ${answer.previousIdentity} before.`);
  const received = performance.now();
  const tick = () => showCountdown(answer, (performance.now() - received) / 1000);
  tick();
  const timer = setInterval(tick, 1000);
  // While it is looked at, it is kept fresh.
  const unfollow = source.follow((next) => {
    note('The token was refreshed.');
    watchToken(next);
  }, fail);
  stopCountdown = () => {
    clearInterval(timer);
    unfollow();
  };
}

function fail(error: unknown): void {
  showError(error);
  note(error instanceof TokenError ? `Failed: ${error.code}.` : String(error));
}

/** Does what a press of a button asks for, and shows what goes wrong. */
function onPress(id: string, action: () => Promise<void>): void {
  button(id).onclick = () => action().catch(fail);
}

async function open(settings: PlaygroundSettings): Promise<void> {
  if (!connection) {
    const Client = await loadClient();
    connection = connect(source, {
      Client,
      clientOptions: settings.socket ? { Twilsock: { uri: settings.socket } } : {},
      onChange: (state, error) => {
        const output = element('state');
        output.textContent = state;
        output.dataset.state = state;
        note(`Connection: ${state}.`);
        button('close').disabled = state === 'closed';
        if (error) showError(error);
      },
    });
  }
  await connection.open();
  watchToken(await source.get());
}

const PROVOCATIONS: Record<string, () => Record<string, string>> = {
  nothing: () => ({}),
  garbage: () => ({ access_token: 'not a token' }),
  // One character in the middle of the signature, where each bit counts.
  altered: () => ({
    access_token: (bearer ?? 'e30.e30.AAAAAAAA').replace(/.(?=.{3}$)/, (c) =>
      c === 'A' ? 'B' : 'A',
    ),
  }),
};

async function provoke(kind: string): Promise<void> {
  const body = new URLSearchParams(PROVOCATIONS[kind]?.());
  const response = await notingFetch(TOKEN_URL, { method: 'POST', body });
  const refusal = await response.json();
  const details = { status: response.status, refusal };
  showError(new TokenError('unauthorized', refusal.error_description, details));
}

async function start(): Promise<void> {
  const response = await fetch('/playground.json');
  const settings: PlaygroundSettings = response.ok ? await response.json() : {};
  const { socket } = settings;
  element('target').textContent = socket
    ? "Connects the real SDK to a stand-in of Twilio's socket on this machine, which verifies the token as Twilio does."
    : 'Connects the real SDK to Twilio. From then on this user is billable this month.';

  onPress('guest', () => become({ guest: true }));
  onPress('log-out', () => become({}));
  onPress('use-bearer', async () => {
    const given = element<HTMLTextAreaElement>('bearer').value.trim();
    if (given) await become({ bearer: given });
  });
  // A press before this would have been lost.
  for (const id of ['guest', 'use-bearer']) button(id).disabled = false;
  onPress('get', async () => watchToken(await source.get()));
  onPress('renew', async () => {
    const { token } = await source.get();
    watchToken(await source.get({ replacing: token }));
  });
  onPress('open', () => open(settings));
  onPress('close', async () => {
    stopCountdown();
    hideToken();
    await connection?.close();
  });
  for (const each of document.querySelectorAll<HTMLButtonElement>('[data-provoke]')) {
    each.onclick = () => provoke(each.dataset.provoke ?? '').catch(fail);
  }

  login = settings.login;
  if (!login) return;
  const provider = login;
  button('log-in').hidden = false;
  onPress('log-in', () => startLogIn(provider));
  const token = await finishLogIn(provider);
  if (token) await become({ bearer: token });
}

start().catch(fail);

/** The playground: sign in, get a token, chat. */
import type { Client } from '@twilio/conversations';
import {
  type AccessToken,
  type Connection,
  connect,
  createTokenSource,
  TokenError,
  type TokenSource,
} from '../../../client';
import type { PlaygroundSettings } from '../settings';
import { type Chat, showChat } from './chat';
import { cleanBearer, nameOf } from './claims';
import { button, element, keepFocus, makeButton, marked } from './dom';
import { explain, issueBearer } from './local';
import { finishLogIn, startLogIn } from './log-in';
import { type Outcome, showRefusals } from './refusals';
import { showSamples } from './samples';
import { loadClient } from './sdk';
import {
  clearTokens,
  note,
  showCountdown,
  showError,
  showRequest,
  showSteps,
  showToken,
} from './view';

const TOKEN_URL = new URL('/token', location.href).href;

let settings: PlaygroundSettings = {};
let bearer: string | undefined;
let guest = false;
let source: TokenSource;
let connection: Connection<Client> | undefined;
let chat: Chat | undefined;
let stopCountdown = () => {};
/** What the service was last shown: a bearer token, or a guest's ticket. */
let credential = '';

/** Notes each request, and sends it. */
const notingFetch = async (url: string, init: RequestInit): Promise<Response> => {
  const { pathname } = new URL(url);
  if (init.body instanceof URLSearchParams && pathname === '/token') {
    credential = init.body.get('access_token') ?? '';
  }
  try {
    const response = await fetch(url, init);
    note(`POST ${pathname}: ${response.status}`);
    return response;
  } catch (error) {
    note(`POST ${pathname}: no answer`);
    throw error;
  }
};

/** Becomes another caller, or no one. */
async function become(next: { bearer?: string; guest?: boolean }): Promise<void> {
  await closeChat();
  source?.clear();
  bearer = next.bearer;
  // Whoever signs in stays the guest they were until the service has heard of it.
  guest = next.guest ?? (bearer !== undefined && settings.guests !== false);
  source = createTokenSource({ url: TOKEN_URL, bearer: () => bearer, guest, fetch: notingFetch });
  stopCountdown();
  clearTokens();
  element('result').textContent = '';
  const known = bearer !== undefined || guest;
  await keepFocus(
    () => element('caller'),
    () => {
      button('log-in').hidden = !settings.login || bearer !== undefined;
      element('people').hidden = bearer !== undefined;
      button('guest').hidden = settings.guests === false || known;
      button('log-out').hidden = !known;
      button('renew').hidden = true;
    },
  );
  element('caller').textContent = bearer
    ? `You are ${nameOf(bearer)}.`
    : `You are ${guest ? 'a guest' : 'not signed in'}.`;
  if (bearer) showToken('login-token', 'The token of your login', 'login', bearer);
}

/** Shows a token, and keeps it fresh while it is shown. */
function watchToken(answer: AccessToken): void {
  stopCountdown();
  showError(undefined);
  showToken('access-token', 'The Conversations token', 'access', answer.token);
  button('renew').hidden = false;
  if (answer.previousIdentity) note(`Was ${answer.previousIdentity} before.`);
  const receivedMs = performance.now();
  const tick = () => showCountdown(answer, (performance.now() - receivedMs) / 1000);
  tick();
  const timer = setInterval(tick, 1000);
  const unfollow = source.follow((next) => {
    if (next.token === answer.token) return;
    note('The token was refreshed.');
    watchToken(next);
  }, fail);
  stopCountdown = () => {
    clearInterval(timer);
    unfollow();
  };
}

/** Gets a token, and shows all that there is to know about it. */
async function get(replacing?: string): Promise<void> {
  try {
    const answer = await source.get({ replacing });
    watchToken(answer);
    const until = new Date(answer.expiresAt).toLocaleTimeString();
    element('result').textContent = `Granted: ${answer.identity}, until ${until}.`;
  } finally {
    await showDecision();
  }
}

/** Shows the request, the token that was sent with it, and what the service decided about it. */
async function showDecision(): Promise<void> {
  if (!credential) return;
  showRequest(TOKEN_URL, credential);
  if (!bearer) showToken('login-token', "The guest's ticket", 'login', credential);
  if (settings.explains) showSteps(await explain(credential));
}

function fail(error: unknown): void {
  const code = error instanceof TokenError ? (error.refusal?.code ?? error.code) : undefined;
  const remedy = settings.remedies?.[code ?? ''];
  showError(error, remedy === undefined ? undefined : marked(remedy));
  const sentence = `Failed: ${code ?? (error as Error).message}.`;
  element('result').textContent = sentence;
  note(sentence);
}

/** Does what a press of a button asks for, and shows what goes wrong. */
function onPress(id: string, action: () => Promise<unknown>): void {
  button(id).onclick = () => action().catch(fail);
}

async function openChat(): Promise<void> {
  if (bearer === undefined && !guest) throw new Error('Sign in first');
  if (!connection) {
    const ClientClass = await loadClient();
    connection = connect(source, {
      Client: ClientClass,
      clientOptions: settings.socket ? { Twilsock: { uri: settings.socket } } : {},
      onChange: (state, error) => {
        element('state').textContent = state;
        element('state').dataset.state = state;
        note(`Connection: ${state}.`);
        if (error) fail(error);
      },
    });
  }
  const client = await connection.open();
  button('close').hidden = false;
  const others = (settings.people ?? []).map(({ sub }) => sub);
  chat?.end();
  chat = showChat(
    client,
    others.filter((name) => name !== client.user.identity),
    fail,
  );
  watchToken(await source.get());
}

async function closeChat(): Promise<void> {
  await connection?.close();
  connection = undefined;
  await keepFocus(
    () => button('open'),
    () => {
      chat?.end();
      button('close').hidden = true;
    },
  );
}

/** Sends a token past the client library. */
async function send(token: string | undefined): Promise<Outcome> {
  const body = new URLSearchParams(token === undefined ? {} : { access_token: token });
  const response = await notingFetch(TOKEN_URL, { method: 'POST', body, credentials: 'omit' });
  const { code, identity } = await response.json();
  return { status: response.status, code, identity };
}

async function start(): Promise<void> {
  const response = await fetch('/playground.json');
  if (response.ok) settings = await response.json();
  const { login, socket, people = [], issuers = [] } = settings;
  element('target').textContent = socket
    ? "Connects the unmodified SDK to a stand-in for Twilio's socket on this machine, which verifies the token as Twilio does."
    : 'Connects the SDK to Twilio. From then on this user is billed this month.';
  element('issuers').textContent =
    issuers.length > 0
      ? `The service trusts ${issuers.join(', ')}. Sign in to your app, and copy the token that it sends to its API.`
      : '';
  const signsHere = login !== undefined || people.length > 0;
  element<HTMLDetailsElement>('paste').open = !signsHere && settings.explains === true;

  onPress('guest', () => become({ guest: true }));
  onPress('log-out', () => become({}));
  onPress('use-bearer', async () => {
    const given = cleanBearer(element<HTMLTextAreaElement>('bearer').value);
    if (given) await become({ bearer: given });
  });
  onPress('get', () => get());
  onPress('renew', async () => get((await source.get()).token));
  onPress('open', openChat);
  onPress('close', async () => {
    stopCountdown();
    await closeChat();
    element('access-token').replaceChildren();
    element('countdown').hidden = true;
  });
  if (login) onPress('log-in', () => startLogIn(login));
  else {
    element('people').replaceChildren(
      ...people.map(({ sub, name }) =>
        makeButton(`Be ${name}`, () => issueBearer(sub).then((bearer) => become({ bearer }), fail)),
      ),
    );
  }
  showRefusals({ settings, bearer: () => bearer, send });
  showSamples(settings, TOKEN_URL);

  const returned = login && (await finishLogIn(login));
  await become(returned ? { bearer: returned } : {});
  if (returned) element('caller').focus();
}

start().catch(fail);

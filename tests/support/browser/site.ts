/** A site with the built client and the unmodified SDK, and a token service that a test controls. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildClientAsset } from '../../../dev/build-client';
import { issue, type TwilioSettings } from '../../../src/twilio/issue';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SERVICE_SID } from '../tokens';

const SDK = resolve(
  __dirname,
  '../../../node_modules/@twilio/conversations/builds/twilio-conversations.min.js',
);

/** What the site's tokens are signed with. */
export const TWILIO: TwilioSettings = {
  accountSid: ACCOUNT_SID,
  apiKeySid: API_KEY_SID,
  apiKeySecret: API_KEY_SECRET,
  serviceSid: SERVICE_SID,
  region: 'us1',
};

/** What the token service does with one request. */
export type Behaviour =
  | { readonly refuse: number; readonly code: string; readonly retryAfter?: number }
  | {
      /** Seconds. */
      readonly lifetime: number;
      /** Seconds after which the client is to ask for the next one. */
      readonly refreshAfter: number;
      /** Signs with another secret, so that Twilio refuses it. */
      readonly forged?: boolean;
    };

/** A running site. */
export interface Site {
  readonly url: string;
  /** The requests for tokens so far, as forms. */
  readonly asked: readonly Record<string, string>[];
  /** Decides about each. */
  behave: (form: Record<string, string>, count: number) => Behaviour;
  close(): Promise<void>;
}

const PAGE = `<!doctype html><title>A page</title>
<script src="/sdk.js"></script>
<script type="module">
  import * as client from '/conversations-token.js';
  Object.assign(window, client, { ready: true });
</script>`;

/** Serves it on a free port of loopback. */
export async function startSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  await buildClientAsset(folder);
  const library = readFileSync(join(folder, 'conversations-token.js'));
  const sdk = readFileSync(SDK);
  rmSync(folder, { recursive: true });

  const asked: Record<string, string>[] = [];
  const site: Site = {
    url: '',
    asked,
    behave: () => ({ lifetime: 3600, refreshAfter: 3000 }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const send = (type: string, body: string | Buffer, status = 200, headers: object = {}) =>
      response
        .writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers })
        .end(body);
    const path = request.url?.split('?')[0];
    if (path === '/sdk.js') return send('text/javascript', sdk);
    if (path === '/conversations-token.js') return send('text/javascript', library);
    if (path !== '/token') return send('text/html', PAGE);
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    asked.push(form);
    const { body, status, headers } = act(site.behave(form, asked.length));
    return send('application/json', JSON.stringify(body), status, headers);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(site, { url });
}

function act(behaviour: Behaviour) {
  if ('refuse' in behaviour) {
    const { refuse, code, retryAfter } = behaviour;
    return {
      status: refuse,
      headers: retryAfter === undefined ? {} : { 'Retry-After': retryAfter },
      body: { error: code, code, error_description: `About ${code}.`, requestId: '1' },
    };
  }
  const { lifetime, refreshAfter, forged } = behaviour;
  const twilio = forged ? { ...TWILIO, apiKeySecret: 'another' } : TWILIO;
  // Not rounded down to whole seconds, so that short lifetimes are not even shorter.
  const now = Math.ceil(Date.now() / 1000);
  const id = String(Math.random());
  const issued = issue('alice' as never, { lifetimeSeconds: lifetime }, twilio, now, {
    id,
    random: 0,
  });
  const refresh = new Date((now + refreshAfter) * 1000).toISOString();
  return { status: 200, headers: {}, body: { ...issued, refreshAfter: refresh } };
}

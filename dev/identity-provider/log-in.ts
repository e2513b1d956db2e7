/**
 * Logs a person in at the development identity provider and brings back their access token: the
 * authorization code grant with PKCE (RFC 6749 §4.1, RFC 7636), done over HTTP as a browser does it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { CLIENT_ID, IDENTITY_SCOPE, REDIRECT_URI, RESOURCE_SCOPE } from './client';
import { PERSON_FIELD } from './pages';

/** Why nobody could be logged in, as a sentence for whoever wanted it. */
export class LogInError extends Error {
  override readonly name = 'LogInError';
}

/** Whom to log in, and for what. */
export interface LogIn {
  /** The provider, for instance `http://127.0.0.1:9400`. */
  readonly issuer: string;
  /** One of the names on its login page. */
  readonly person: string;
  /** Space-separated. Default: everything that the client may have. */
  readonly scope?: string;
  /** The resource indicator (RFC 8707). Default: left to the provider. */
  readonly resource?: string;
}

/** For the whole log-in, in milliseconds. */
const TIME_LIMIT = 10_000;

const MAX_STEPS = 10;

/**
 * Fetches a fresh access token.
 *
 * @throws LogInError when no provider answers, when the person does not exist, or when the provider
 * refuses or answers with something else than the grant prescribes.
 */
export async function fetchBearer(options: LogIn): Promise<string> {
  const { issuer, scope = `${IDENTITY_SCOPE} ${RESOURCE_SCOPE}`, resource } = options;
  const browser = new Browser(issuer);
  const metadata = await discover(browser, issuer);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');

  const request = new URL(metadata.authorization_endpoint);
  request.search = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(resource && { resource }),
  }).toString();
  const answer = await authorize(browser, request, options.person);

  const refusal = answer.get('error');
  if (refusal) throw new LogInError(`${refusal}: ${answer.get('error_description') ?? ''}`);
  const code = answer.get('code');
  // Whose answer is it? The state of RFC 6749 §10.12, and the issuer of RFC 9207 §2.4.
  if (!code || answer.get('state') !== state || answer.get('iss') !== issuer) {
    throw new LogInError(`${issuer} sent back an answer that does not fit the request.`);
  }
  return redeem(browser, metadata.token_endpoint, {
    grant_type: 'authorization_code',
    client_id: CLIENT_ID,
    redirect_uri: REDIRECT_URI,
    code,
    code_verifier: verifier,
  });
}

interface Metadata {
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
}

/** Reads the provider's metadata (RFC 8414 §3.3: it has to name itself as we know it). */
async function discover(browser: Browser, issuer: string): Promise<Metadata> {
  const response = await browser.send(new URL(`${issuer}/.well-known/openid-configuration`));
  const metadata = (await response.json().catch(() => null)) as Metadata | null;
  if (metadata?.issuer !== issuer) {
    throw new LogInError(`What answers at ${issuer} is not the development identity provider.`);
  }
  return metadata;
}

/** Follows the redirects and fills in the login form, up to the answer for the client. */
async function authorize(browser: Browser, request: URL, person: string): Promise<URLSearchParams> {
  let url = request;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < MAX_STEPS; step++) {
    const response = await browser.send(url, form);
    const location = response.headers.get('location');
    if (location) {
      await response.body?.cancel();
      url = new URL(location, url);
      form = undefined;
      if (url.href.startsWith(REDIRECT_URI)) return url.searchParams;
    } else {
      const login = readLoginForm(await response.text());
      if (!login) throw new LogInError(`${url} answered ${response.status} and no login form.`);
      if (!login.people.includes(person)) {
        throw new LogInError(`There is no "${person}". There are: ${login.people.join(', ')}.`);
      }
      url = new URL(login.action, url);
      form = new URLSearchParams({ [PERSON_FIELD]: person });
    }
  }
  throw new LogInError(`${request.origin} did not come to an end after ${MAX_STEPS} steps.`);
}

function readLoginForm(page: string): { action: string; people: string[] } | undefined {
  const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
  if (!action) return undefined;
  const choices = page.matchAll(new RegExp(`name="${PERSON_FIELD}" value="([^"]+)"`, 'g'));
  return { action, people: Array.from(choices, ([, name = '']) => name) };
}

async function redeem(browser: Browser, endpoint: string, grant: Record<string, string>) {
  const response = await browser.send(new URL(endpoint), new URLSearchParams(grant));
  const answer = (await response.json()) as Record<string, string>;
  if (!answer.access_token) throw new LogInError(`${answer.error}: ${answer.error_description}`);
  return answer.access_token;
}

/** As much of a browser as a login needs. It talks to one origin, so its cookies are of one host. */
class Browser {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();
  readonly #signal = AbortSignal.timeout(TIME_LIMIT);

  constructor(issuer: string) {
    this.#origin = new URL(issuer).origin;
  }

  /** Sends a GET, or a POST of the form, and leaves it to the caller to follow a redirect. */
  async send(url: URL, form?: URLSearchParams): Promise<Response> {
    if (url.origin !== this.#origin) {
      throw new LogInError(`${this.#origin} led away, to ${url.origin}.`);
    }
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form ?? null,
      headers: { cookie: Array.from(this.#cookies, (pair) => pair.join('=')).join('; ') },
      redirect: 'manual',
      signal: this.#signal,
    }).catch((cause) => {
      throw new LogInError(`No identity provider answers at ${this.#origin}.`, { cause });
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value) this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    return response;
  }
}

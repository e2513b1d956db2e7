/** Signs in with the authorization code grant and PKCE (RFC 6749 §4.1, RFC 7636), in the browser. */
import type { PlaygroundSettings } from '../settings';

type Login = NonNullable<PlaygroundSettings['login']>;

interface Metadata {
  authorization_endpoint: string;
  token_endpoint: string;
}

/** What has to outlive the way to the provider and back. */
interface Pending {
  verifier: string;
  state: string;
}

const STORED = 'playground-log-in';
const REDIRECT_URI = `${location.origin}/`;

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '');
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves for the provider. */
export async function startLogIn({ issuer, clientId, scope }: Login): Promise<void> {
  const { authorization_endpoint } = await discover(issuer);
  const pending: Pending = { verifier: random(), state: random() };
  sessionStorage.setItem(STORED, JSON.stringify(pending));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier));
  const request = new URL(authorization_endpoint);
  request.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    scope,
    state: pending.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    // Otherwise a second sign-in would be the same person again, without a question.
    prompt: 'login',
  }).toString();
  location.assign(request);
}

/**
 * Comes back from the provider.
 *
 * @returns the bearer token; undefined if the page was not opened by the provider
 * @throws Error with a sentence, if the provider refused or if the answer does not belong to our request
 */
export async function finishLogIn({ issuer, clientId }: Login): Promise<string | undefined> {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state')) return undefined;
  // The code can be used once, so neither a reload nor a bookmark should have it.
  history.replaceState(null, '', REDIRECT_URI);
  const pending: Pending | null = JSON.parse(sessionStorage.getItem(STORED) ?? 'null');
  sessionStorage.removeItem(STORED);
  const error = answer.get('error');
  if (error) throw new Error(`${error}: ${answer.get('error_description') ?? 'no details'}`);
  const code = answer.get('code');
  // Whose answer is it? RFC 6749 §10.12, and RFC 9207 §2.4.
  if (!code || answer.get('state') !== pending?.state || answer.get('iss') !== issuer) {
    throw new Error(
      'The answer of the identity provider does not belong to this request. Sign in again.',
    );
  }
  const { token_endpoint } = await discover(issuer);
  const response = await fetch(token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: REDIRECT_URI,
      code,
      code_verifier: pending.verifier,
    }),
  });
  const body = await response.json();
  if (!response.ok) throw new Error(`${body.error}: ${body.error_description}`);
  return body.access_token;
}

async function discover(issuer: string): Promise<Metadata> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  return response.json();
}

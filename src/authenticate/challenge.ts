/** Asks a challenge provider whether a visitor is a human being. */

import { Refusal } from '../errors';
import { FetchFailure, getJson, type HttpGet } from '../http/get';
import { isJsonObject } from '../http/json';

/** A siteverify endpoint: Cloudflare Turnstile, hCaptcha and reCAPTCHA v2 share the protocol. */
export interface ChallengeSettings {
  /** https, or http on loopback. */
  url: string;
  /** The secret of the site at that provider. */
  secret: string;
}

const TIMEOUT_MS = 3000;
const MAX_BYTES = 64 * 1024;
const MAX_RESPONSE_LENGTH = 8192;
const RETRY_AFTER_SECONDS = 5;

/** Error codes that are the operator's fault, not the visitor's. */
const OPERATORS_ERRORS = [
  'missing-input-secret',
  'invalid-input-secret',
  'sitekey-secret-mismatch',
];

/**
 * Requires a challenge to have been passed. Each answer to one counts once; the provider sees to
 * that.
 *
 * @param response what the provider's widget gave to the page
 * @throws Refusal `challenge_missing`, `challenge_failed`, `challenge_unavailable`, or
 * `server_misconfigured` if the provider does not know the secret
 */
export async function requireChallenge(
  response: unknown,
  { url, secret }: ChallengeSettings,
  get: HttpGet,
): Promise<void> {
  if (typeof response !== 'string' || response === '') {
    throw new Refusal('challenge_missing', 'the field challenge is missing');
  }
  if (response.length > MAX_RESPONSE_LENGTH) {
    throw new Refusal('challenge_failed', 'the field challenge is too long');
  }
  const form = new URLSearchParams({ secret, response }).toString();
  let verdict: unknown;
  try {
    verdict = await getJson(get, url, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, form });
  } catch (error) {
    if (error instanceof FetchFailure) throw unavailable(error.message, error.retryAfterSeconds);
    throw unavailable('the request failed unexpectedly');
  }
  if (!isJsonObject(verdict)) throw unavailable('the answer is not a JSON object');
  if (verdict.success === true) return;
  const codes = Array.isArray(verdict['error-codes']) ? verdict['error-codes'] : [];
  if (codes.some((code) => OPERATORS_ERRORS.includes(code))) {
    throw new Refusal('server_misconfigured', 'the provider refuses GUEST_CHALLENGE_SECRET');
  }
  if (codes.includes('internal-error')) throw unavailable('the provider had an internal error');
  throw new Refusal('challenge_failed', 'the provider says that the challenge was not passed');
}

const unavailable = (cause: string, retryAfterSeconds = RETRY_AFTER_SECONDS) =>
  new Refusal('challenge_unavailable', cause, {
    retryAfterSeconds: Math.max(1, retryAfterSeconds),
  });

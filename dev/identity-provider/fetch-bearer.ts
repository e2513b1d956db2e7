/** Asks the development identity provider for a token, from another process. */
import { postJson } from '../loopback';
import type { Fault } from './faults';

/** Why there is no token, as a sentence for whoever wanted it. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';
}

/** Which token to ask for. */
export interface BearerRequest {
  /** One of the people, by subject. */
  readonly person: string;
  /** Space-separated. Default: everything that the client may have. */
  readonly scope?: string;
  /** The resource indicator (RFC 8707), which chooses the kind of token. Default: a JWT by RS256. */
  readonly resource?: string;
  /** What is to be wrong with it. Default: nothing. */
  readonly fault?: Fault;
}

/** The path at which the provider issues tokens without a sign-in page, to this machine only. */
export const BEARER_PATH = '/bearer';

const LIMIT_MS = 10_000;

/**
 * Fetches a fresh access token.
 *
 * @throws ProviderError if no provider answers, or if it refuses
 */
export async function fetchBearer(issuer: string, wanted: BearerRequest): Promise<string> {
  const answer = await postJson(`${issuer}${BEARER_PATH}`, wanted, LIMIT_MS).catch((cause) => {
    throw new ProviderError(`No identity provider answers at ${issuer}.`, { cause });
  });
  const { bearer, error } = Object(answer.body) as { bearer?: string; error?: string };
  if (bearer) return bearer;
  throw new ProviderError(
    error ?? `What answers at ${issuer} is not the development identity provider.`,
  );
}

/** How an explanation reaches issuers and Twilio: at most once each, or not at all. */
import { FetchFailure, type HttpGet } from '../../src/http/get';
import type { Connect } from '../../src/twilio';
import { createRestClient, type RestHttpClient } from '../../src/twilio/client';

/**
 * Asks each question once and hands the same answer out again, so that what is listed was found in
 * the very answers that the verdict is made of.
 */
export function askOnce(get: HttpGet): HttpGet {
  const answers = new Map<string, Promise<Buffer>>();
  return (url, limits) => {
    const question = JSON.stringify([url, limits.form, limits.authorization]);
    const answer = answers.get(question) ?? get(url, limits);
    answers.set(question, answer);
    return answer;
  };
}

/** Asks nobody. */
export const askNobody: HttpGet = () =>
  Promise.reject(new FetchFailure('nobody is asked, because of --offline'));

/**
 * Twilio, as it looks to the service before a User's first token: nothing is there, and whatever is
 * to be made is made at once. Nothing is sent.
 */
export const pretendTwilio: Connect = async (credentials) => {
  const { default: twilio } = await import('twilio');
  class Pretence extends twilio.RequestClient {
    override async request<T>({ method, data }: { method: string; data?: unknown }) {
      const read = method.toLowerCase() === 'get';
      const { Identity, RoleSid }: Record<string, unknown> = { ...(data as object) };
      const body = read ? { code: 20404 } : { identity: Identity, role_sid: RoleSid };
      return { statusCode: read ? 404 : 201, body: body as T, headers: {}, toString: () => '' };
    }
  }
  return createRestClient(credentials, new Pretence() as RestHttpClient);
};

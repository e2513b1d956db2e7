/** How a diagnosis reaches issuers: each question once, or not at all. */
import { FetchFailure, type HttpGet } from '../../src/http/get';

/**
 * Asks each question once and hands the same answer out again, so that what is listed was found in
 * the very answers that the verdict is made of.
 */
export function askOnce(get: HttpGet): HttpGet {
  const asked = new Map<string, Promise<Buffer>>();
  return (url, limits) => {
    const { timeoutMs: _, maxBytes: __, ...rest } = limits;
    const question = JSON.stringify([url, rest]);
    const answer = asked.get(question) ?? get(url, limits);
    asked.set(question, answer);
    return answer;
  };
}

/** Asks no one. */
export const askNobody: HttpGet = () =>
  Promise.reject(new FetchFailure('no one is asked, because of --offline'));

/** Requests of the doctor's own: any method, and the whole answer, whatever its status. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What is asked; a GET without a body unless it says otherwise. */
export interface Question {
  method?: 'GET' | 'POST' | 'OPTIONS';
  headers?: Record<string, string>;
}

/** What came back. */
export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** The body; cut off at `MAX_CHARACTERS`. */
  body: string;
}

/**
 * Asks an address. Redirects are not followed: the service makes none.
 *
 * @throws Unreachable
 */
export type Http = (url: string, question?: Question) => Promise<HttpAnswer>;

/** There was no answer. The message is a sentence for the table. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Milliseconds until the whole answer must have arrived; less than a check may take. */
const TIMEOUT = 4000;
const MAX_CHARACTERS = 64 * 1024;

/** Asks by `node:https`, or by `node:http` where the address says so. */
export const ask: Http = (url, { method = 'GET', headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const signal = AbortSignal.timeout(TIMEOUT);
    const request = send(url, { method, headers: { connection: 'close', ...headers }, signal });
    request.on('error', ({ code, name }: NodeJS.ErrnoException) =>
      reject(new Unreachable(signal.aborted ? 'no whole answer within 4 s' : (code ?? name))),
    );
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body = (body + text).slice(0, MAX_CHARACTERS);
      });
      response.on('error', () =>
        reject(new Unreachable(signal.aborted ? 'no whole answer within 4 s' : 'it broke off')),
      );
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    request.end();
  });

/** The first layer: one GET, bounded in time and size, without redirects. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** The limits of one request. */
export interface GetLimits {
  /** Milliseconds until the whole body must have arrived. */
  timeout: number;
  maxBytes: number;
  /** A form-encoded body, which makes it a POST. */
  form?: string;
  /** The value of the Authorization header. */
  authorization?: string;
}

/**
 * Fetches a document. Tests and tools pass in their own.
 *
 * @throws FetchFailure, its message fit for the log
 */
export type HttpGet = (url: string, limits: GetLimits) => Promise<Buffer>;

/** A document could not be had, or is not what it should be. The message is for the log alone. */
export class FetchFailure extends Error {
  override readonly name = 'FetchFailure';
  /** The status of an answer other than 200. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/**
 * GETs a document by `node:https` (or `node:http`, for what `parseTrustworthyUrl` lets through);
 * the global fetch takes far longer to load. Only a 200 counts: a redirect could lead anywhere.
 */
export const boundedGet: HttpGet = (url, { timeout, maxBytes, form, authorization }) =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, {
      method: form === undefined ? 'GET' : 'POST',
      // No kept connection: one that froze with the process is dead when it is next used.
      agent: false,
      headers: {
        accept: 'application/json',
        ...(authorization !== undefined && { authorization }),
        ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
    });
    const fail = (message: string, status?: number) => {
      clearTimeout(timer);
      reject(new FetchFailure(message, status));
      request.destroy();
    };
    const timer = setTimeout(() => fail(`no whole answer within ${timeout} ms`), timeout);
    request.on('error', (error: NodeJS.ErrnoException) =>
      fail(`the request failed: ${error.code ?? error.name}`),
    );
    request.on('response', (response) => {
      if (response.statusCode !== 200) {
        return fail(`the answer has status ${response.statusCode}`, response.statusCode);
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) fail(`the answer is over ${maxBytes} bytes`);
        else chunks.push(chunk);
      });
      response.on('error', () => fail('the answer broke off'));
      response.on('end', () => {
        clearTimeout(timer);
        resolve(Buffer.concat(chunks));
      });
    });
    request.end(form);
  });

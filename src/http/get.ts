/** One request for a document: bounded in time and size, without redirects. */
import { type Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { readJson } from './json';

/** What is asked for, and the limits of one request. */
export interface GetOptions {
  /** Milliseconds until the whole body must have arrived. */
  timeoutMs: number;
  /** Bytes that the body may have, also once it is decoded. */
  maxBytes: number;
  /** A form-encoded body, which makes it a POST. */
  form?: string;
  /** Headers by lower-case names, in addition to the usual ones. */
  headers?: Readonly<Record<string, string>>;
  /** Whether the body of a 4xx is read too, for an error code that may be in it. */
  errorBody?: boolean;
}

/**
 * Fetches a document. Tests and tools pass in their own.
 *
 * @throws FetchFailure, its message fit for the log
 */
export type HttpGet = (url: string, options: GetOptions) => Promise<Buffer>;

/** Who asks, as `name/version` (RFC 9110 §10.1.5). Some firewalls reject requests without it. */
export const USER_AGENT = 'twilio-conversations-token-service/0.1.0';

/** Seconds that a peer can keep others from being asked. */
export const MAX_RETRY_AFTER_SECONDS = 60;

/** What is known about a failure. */
export interface FailureDetails {
  /** The status of the answer, if one arrived in time. */
  status?: number | undefined;
  /** The header `Retry-After`, bounded. */
  retryAfterSeconds?: number | undefined;
  /** The body of an answer that is an error. */
  body?: Buffer | undefined;
}

/**
 * A document could not be had, or is not what it should be. The message is for the log alone, and has
 * nothing in it that the peer sent.
 */
export class FetchFailure extends Error {
  override readonly name: string = 'FetchFailure';
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly body: Buffer | undefined;

  constructor(message: string, { status, retryAfterSeconds, body }: FailureDetails = {}) {
    super(message);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.body = body;
  }

  /** Whether the peer is down or overloaded, rather than unable to answer this one question. */
  get isOutage(): boolean {
    return this.status === undefined || this.status === 429 || this.status >= 500;
  }
}

/** Agents for tools that go through a proxy. */
export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

/**
 * Makes the function that fetches documents by `node:https` (or `node:http`, for what
 * `parseTrustworthyUrl` lets through); the global fetch takes far longer to load. Only a 200 is
 * accepted: a redirect could lead anywhere.
 *
 * @param agents the global ones of Node.js by default
 */
export function createGet(agents?: Agents): HttpGet {
  return (url, { timeoutMs, maxBytes, form, headers, errorBody }) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:');
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: form === undefined ? 'GET' : 'POST',
        agent: secure ? agents?.https : agents?.http,
        headers: {
          // A connection that is kept and freezes with the process is dead when it is next used.
          connection: 'close',
          'user-agent': USER_AGENT,
          accept: 'application/json, application/jwk-set+json, */*;q=0.5',
          'accept-encoding': 'identity',
          ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
      });
      let answer: IncomingMessage | undefined;
      const fail = (message: string, details?: FailureDetails) => {
        clearTimeout(timer);
        reject(new FetchFailure(message, details));
        request.destroy();
      };
      const failWithStatus = (body?: Buffer) => {
        const status = answer?.statusCode;
        const retryAfterSeconds = answer && readRetryAfter(answer);
        fail(`the answer has status ${status}`, {
          status,
          retryAfterSeconds,
          ...(body && { body }),
        });
      };
      // An answer that says no has been given, however its body ends.
      const isRefusal = () => errorBody === true && isClientError(answer?.statusCode);
      const timer = setTimeout(() => {
        if (isRefusal()) failWithStatus();
        else fail(`no whole answer within ${timeoutMs} ms`);
      }, timeoutMs);
      request.on('error', (error: NodeJS.ErrnoException) =>
        fail(`the request failed: ${error.code ?? error.name}`),
      );
      // After an upgrade that no one asked for, for example.
      request.on('close', () => {
        if (!answer) fail('the connection was closed without an answer');
      });
      request.on('response', (response) => {
        answer = response;
        if (response.statusCode !== 200 && !isRefusal()) return failWithStatus();
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= maxBytes) chunks.push(chunk);
          else if (isRefusal()) failWithStatus();
          else fail(`the answer is over ${maxBytes} bytes`, { status: 200 });
        });
        response.on('error', () => (isRefusal() ? failWithStatus() : fail('the answer broke off')));
        response.on('end', () => {
          const coding = response.headers['content-encoding'];
          decode(Buffer.concat(chunks), coding, maxBytes).then(
            (body) => {
              clearTimeout(timer);
              if (isRefusal()) failWithStatus(body);
              else resolve(body);
            },
            (error: FetchFailure) => (isRefusal() ? failWithStatus() : fail(error.message, error)),
          );
        });
      });
      request.end(form);
    });
}

/** Fetches documents as the service does, without a proxy of its own. */
export const boundedGet: HttpGet = createGet();

/**
 * Fetches a JSON document.
 *
 * @throws FetchFailure
 */
export async function getJson(get: HttpGet, url: string, options: GetOptions): Promise<unknown> {
  return readDocument(await get(url, options));
}

/**
 * Reads a JSON document that was fetched.
 *
 * @throws FetchFailure
 */
export function readDocument(body: Uint8Array): unknown {
  try {
    return readJson(body);
  } catch (error) {
    throw new FetchFailure(`the answer is ${(error as Error).message}`, { status: 200 });
  }
}

const isClientError = (status = 0) => status >= 400 && status < 500 && status !== 429;

/**
 * Undoes the content codings of a body (RFC 9110 §8.4), which some servers apply unasked.
 *
 * @throws FetchFailure if the result is over the limit
 */
async function decode(body: Buffer, codings = '', maxBytes: number): Promise<Buffer> {
  const names = codings
    .toLowerCase()
    .split(',', 3)
    .map((name) => name.trim());
  let decoded = body;
  for (const name of names.reverse()) {
    if (name === '' || name === 'identity' || decoded.length === 0) continue;
    // Loaded when it is needed, which is hardly ever.
    const { brotliDecompress, gunzip, inflate, inflateRaw } = await import('node:zlib');
    // Some servers leave the frame of zlib out, whose first byte ends in 8 (RFC 1950 §2.2).
    const deflate = ((decoded[0] ?? 0) & 0x0f) === 8 ? inflate : inflateRaw;
    const decoders: Record<string, typeof gunzip> = {
      gzip: gunzip,
      'x-gzip': gunzip,
      deflate,
      br: brotliDecompress as typeof gunzip,
    };
    const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
    if (!decoder) {
      throw new FetchFailure('the answer has an unknown content coding', { status: 200 });
    }
    const input = decoded;
    decoded = await new Promise((resolve, reject) => {
      decoder(input, { maxOutputLength: maxBytes }, (error, output) => {
        if (!error) return resolve(output);
        const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
        const message = tooLarge
          ? `the answer is over ${maxBytes} bytes`
          : 'the answer does not have the content coding that it names';
        reject(new FetchFailure(message, { status: 200 }));
      });
    });
  }
  return decoded;
}

/** The header `Retry-After` (RFC 9110 §10.2.3): seconds, or a date by the clock of the peer. */
function readRetryAfter({ headers }: IncomingMessage): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined || !/^(\d+$|[A-Z][a-z]{2})/.test(value)) return undefined;
  const peersNowMs = Date.parse(headers.date ?? '');
  const seconds = /^\d+$/.test(value)
    ? Number(value)
    : (Date.parse(value) - (Number.isNaN(peersNowMs) ? Date.now() : peersNowMs)) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, Math.ceil(seconds)));
}

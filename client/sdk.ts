/** What is used of the SDK's Client, and how its first connection ends. */
import { TokenError } from './errors';

/** The part of `@twilio/conversations` 3 that is used; its `Client` fits. */
export interface ConversationsClient {
  readonly connectionState: string;
  // biome-ignore lint/suspicious/noExplicitAny: each event of the SDK has a listener of its own type
  on(event: any, listener: any): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  off(event: any, listener: any): unknown;
  updateToken(token: string): Promise<unknown>;
  shutdown(): Promise<void>;
}

/** The SDK's class. */
export type ConversationsClientClass<C extends ConversationsClient, O> = new (
  token: string,
  options?: O,
) => C;

/** What the SDK tells of a connection that is in trouble. */
export interface ConnectionError {
  /** Not to be relied on: it is set, too, where the SDK goes on trying. */
  terminal?: boolean;
  message?: string;
  httpStatusCode?: number | null;
  errorCode?: number | null;
}

/** What it means if Twilio does not take a token; undefined for any other trouble. */
export function refusalOf({ httpStatusCode, errorCode }: ConnectionError): TokenError | undefined {
  return httpStatusCode === 401 || httpStatusCode === 403
    ? new TokenError('twilio_refused', `Twilio refuses the token: ${errorCode}.`, {
        twilioCode: errorCode ?? undefined,
      })
    : undefined;
}

/**
 * Waits until a new Client is ready for use. While there is no network the SDK keeps trying by
 * itself, so that this takes as long as that does.
 *
 * @throws TokenError `twilio_refused` or `twilio_failed`; the Client is then of no use any more
 */
export function ready(client: ConversationsClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('connectionError', (error: ConnectionError) => {
      const refusal = refusalOf(error);
      if (refusal) reject(refusal);
    });
    client.on('initFailed', ({ error }: { error?: ConnectionError }) => {
      // It says so of each connection that is lost, but only one that stands has failed for good.
      if (error?.terminal && client.connectionState === 'connected') {
        reject(new TokenError('twilio_failed', `${error.message}`));
      }
    });
    client.on('initialized', resolve);
  });
}

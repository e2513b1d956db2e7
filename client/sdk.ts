/** What is used of the SDK's Client, and how its first connection ends. */
import { TokenError } from './errors';

/** The part of `@twilio/conversations` that is used; its `Client` fits. */
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

/** What the SDK reports of a connection that is in trouble. */
export interface ConnectionError {
  /** Not to be relied on: it is also set where the SDK goes on trying. */
  terminal?: boolean;
  message?: string;
  httpStatusCode?: number | null;
  errorCode?: number | null;
}

/** Listens to events of a Client; returns what removes the listeners again. */
export function listen(
  client: ConversationsClient,
  // biome-ignore lint/suspicious/noExplicitAny: each event of the SDK has a listener of its own type
  listeners: Record<string, (news: any) => unknown>,
): () => void {
  const all = Object.entries(listeners);
  for (const [event, listener] of all) client.on(event, listener);
  return () => {
    for (const [event, listener] of all) client.off(event, listener);
  };
}

/** What it means if Twilio does not accept a token; undefined for any other trouble. */
export function refusalOf(error: ConnectionError | undefined): TokenError | undefined {
  const { httpStatusCode, errorCode } = error ?? {};
  return httpStatusCode === 401 || httpStatusCode === 403
    ? new TokenError('twilio_refused', `Twilio refuses the token: ${errorCode}.`, {
        twilioCode: errorCode ?? undefined,
      })
    : undefined;
}

/**
 * Waits until a new Client is ready for use. While there is no network the SDK keeps trying by
 * itself, so this takes as long as that does.
 *
 * @param over settles when no one waits any more
 * @throws TokenError `twilio_refused` or `twilio_failed`; the Client is then of no use any more
 */
export async function ready(client: ConversationsClient, over: Promise<never>): Promise<void> {
  let stop = () => {};
  const done = new Promise<void>((resolve, reject) => {
    stop = listen(client, {
      connectionError(error: ConnectionError) {
        const refusal = refusalOf(error);
        if (refusal) reject(refusal);
      },
      initFailed(failure: { error?: ConnectionError } | undefined) {
        const error = failure?.error;
        // It is emitted for each connection that is lost, but only one that is up has failed for good.
        if (error?.terminal && client.connectionState === 'connected') {
          reject(new TokenError('twilio_failed', `${error.message}`));
        }
      },
      initialized: resolve,
    });
  });
  try {
    await Promise.race([over, done]);
  } finally {
    stop();
  }
}

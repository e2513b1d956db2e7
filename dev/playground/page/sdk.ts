/** Loads the SDK as Twilio ships it, when it is needed and not before. */
import type { Client } from '@twilio/conversations';

type ClientClass = typeof Client;

const FILE = '/twilio-conversations.min.js';

declare global {
  var Twilio: { Conversations: { Client: ClientClass } } | undefined;
}

/** The SDK's class. */
export async function loadClient(): Promise<ClientClass> {
  if (!globalThis.Twilio) {
    const script = document.createElement('script');
    script.src = FILE;
    const loaded = new Promise((resolve, reject) => {
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${FILE} could not be loaded.`));
    });
    document.head.append(script);
    await loaded;
  }
  return (globalThis.Twilio as NonNullable<typeof globalThis.Twilio>).Conversations.Client;
}

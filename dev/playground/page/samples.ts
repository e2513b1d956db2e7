/** The lines that do in an app what the page does. */
import type { PlaygroundSettings } from '../settings';
import { codeBlock, element, make } from './dom';

/** Shows them, with the addresses of this run. */
export function showSamples({ socket }: PlaygroundSettings, tokenUrl: string): void {
  const options = socket
    ? `{
  Client,
  // The stand-in for Twilio on this machine. Leave it out with real credentials.
  clientOptions: { Twilsock: { uri: '${socket}' } },
}`
    : '{ Client }';
  const setUp = `import { Client } from '@twilio/conversations';
import { connect, createTokenSource } from 'twilio-conversations-token-client';

export const source = createTokenSource({
  url: '${tokenUrl}',
  // Called when a token is needed. With \`fresh\` the last one was refused: get a new one.
  bearer: ({ fresh }) => login.getAccessToken({ cacheMode: fresh ? 'off' : 'on' }),
});
export const connection = connect(source, ${options});`;

  const samples: [string, string, string][] = [
    [
      'JavaScript',
      'Nothing is fetched and no one is billed before the chat is opened.',
      `${setUp}

chatButton.onclick = async () => showChat(await connection.open());
logOutButton.onclick = () => connection.close();`,
    ],
    [
      'React',
      'Create source and connection once, outside of components, as above. Leaving a page is not a sign-out, so the hook does not close.',
      `import { useConversations } from 'twilio-conversations-token-client/react';
import { connection } from './chat';

function Chat({ wanted }) {
  const { client, error } = useConversations(connection, wanted);
  return client ? <Conversations client={client} /> : <Status error={error} />;
}`,
    ],
    [
      'Mobile',
      'Send what a browser sends, from any language. The device\u2019s clock does not matter.',
      `POST ${tokenUrl}
Authorization: Bearer <token of your login>

200: { token, identity, region, serverTime, refreshAfter, expiresAt, … }

1. Give token to the SDK when the chat is opened, and region to its options.
2. Ask again (refreshAfter - serverTime) later, and when the SDK says that the token is
   about to expire; update the SDK's token with the answer.
3. 503: wait for Retry-After seconds. 401: get a fresh bearer token, ask once more. 403: stop.`,
    ],
  ];
  element('samples').replaceChildren(
    ...samples.map(([title, about, code]) =>
      make(
        'details',
        {},
        make('summary', {}, title),
        make('p', {}, about),
        codeBlock(`${title}: code`, code),
      ),
    ),
  );
}

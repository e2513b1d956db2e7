/** A small chat with the unmodified SDK: one conversation, its participants, its messages. */
import type { Client, Conversation, Message } from '@twilio/conversations';
import { element, make } from './dom';

/** The name by which the page knows its conversation again. */
const NAME = 'Playground';

/** A chat that is shown. */
export interface Chat {
  /** Removes it from the page. */
  end(): void;
}

/**
 * Shows the conversation of the playground, and the way to begin one where there is none.
 *
 * @param others who could be invited
 * @param fail called with what goes wrong
 */
export function showChat(
  client: Client,
  others: readonly string[],
  fail: (error: unknown) => void,
): Chat {
  let conversation: Conversation | undefined;
  const people = make('p', { role: 'status' });
  const messages = make('div', { role: 'log', 'aria-label': 'Messages', tabindex: '0' });
  const act = (run: () => Promise<unknown>) => run().catch(fail);

  const add = ({ author, body, dateCreated }: Message) => {
    const time = make('time', {}, dateCreated?.toLocaleTimeString() ?? '');
    const mine = author === client.user.identity;
    messages.append(
      make(
        'div',
        mine ? { class: 'mine' } : {},
        make('strong', {}, author ?? ''),
        ' ',
        time,
        make('p', {}, body ?? ''),
      ),
    );
    messages.scrollTop = messages.scrollHeight;
  };

  const showPeople = async () => {
    const all = (await conversation?.getParticipants()) ?? [];
    const names = all.map(({ identity }) => identity).join(', ');
    people.textContent = conversation
      ? `In this chat: ${names}. You are ${client.user.identity}.`
      : 'You are in no chat yet. Invite someone, or wait until someone invites you.';
  };

  const enter = async (joined: Conversation) => {
    if (conversation || joined.friendlyName !== NAME) return;
    conversation = joined;
    conversation.on('participantJoined', showPeople);
    conversation.on('participantLeft', showPeople);
    conversation.on('messageAdded', add);
    const { items } = await conversation.getMessages();
    messages.replaceChildren();
    items.forEach(add);
    await showPeople();
  };

  const invite = async (identity: string) => {
    if (!conversation) {
      const made = await client.createConversation({ friendlyName: NAME });
      await made.join();
      await enter(made);
    }
    await conversation?.add(identity);
  };

  const guest = form('Invite', 'Identity to invite', others[0] ?? '', (identity) =>
    act(() => invite(identity)),
  );
  const composer = form('Send', 'Message', '', (body) =>
    act(async () => {
      if (!conversation) throw new Error('Invite someone first.');
      await conversation.sendMessage(body);
    }),
  );
  const otherTab = make(
    'a',
    { href: location.pathname, target: '_blank', rel: 'noopener' },
    'Open another tab as someone else',
  );
  element('chat').replaceChildren(people, guest, make('p', {}, otherTab), messages, composer);

  client.on('conversationJoined', (joined) => act(() => enter(joined)));
  void act(async () => {
    await showPeople();
    const { items } = await client.getSubscribedConversations();
    for (const each of items) await enter(each);
  });
  return { end: () => element('chat').replaceChildren() };
}

/** A field and a button that hands over what is in it. */
function form(
  action: string,
  label: string,
  initial: string,
  submit: (text: string) => unknown,
): HTMLElement {
  const id = `chat-${action.toLowerCase()}`;
  const input = make('input', { id, autocomplete: 'off', value: initial });
  const made = make(
    'form',
    { class: 'inline' },
    make('label', { for: id }, label),
    input,
    make('button', { type: 'submit' }, action),
  );
  made.onsubmit = (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    input.value = '';
    submit(text);
  };
  return made;
}

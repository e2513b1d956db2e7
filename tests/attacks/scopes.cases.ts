/** A scope is granted by its whole name, in the claim that lists scopes. */
import type { Family, Row } from './runner';

const CLAIM = '401 invalid_token claim_invalid';
const SCOPE = '403 insufficient_scope insufficient_scope';

const claims = (change: Record<string, unknown>): Pick<Row, 'token'> => ({
  token: ({ login }) => login.token(change),
});

const rows: Row[] = [
  {
    name: 'scopes in another order, and more',
    ...claims({ scope: 'admin write chat' }),
    outcome: '200 alice',
  },
  {
    name: 'a list in scope',
    ...claims({ scope: ['write', 'chat'] }),
    outcome: '200 alice',
  },
  {
    name: 'a list in scp',
    ...claims({ scope: undefined, scp: ['write', 'chat'] }),
    outcome: '200 alice',
  },
  {
    name: 'a text in scp',
    ...claims({ scope: undefined, scp: 'chat write' }),
    outcome: '200 alice',
  },

  {
    name: 'a list in scope with something else in it',
    ...claims({ scope: ['chat', 'write', 7] }),
    outcome: CLAIM,
  },
  { name: 'a number as scope', ...claims({ scope: 7 }), outcome: CLAIM },
  { name: 'no scope', ...claims({ scope: undefined }), outcome: SCOPE },
  { name: 'an empty scope', ...claims({ scope: '' }), outcome: SCOPE },
  { name: 'one of two scopes', ...claims({ scope: 'chat' }), outcome: SCOPE },
  {
    name: 'a longer word with the scope in it',
    ...claims({ scope: 'chatter write' }),
    outcome: SCOPE,
  },
  { name: 'the scope in capitals', ...claims({ scope: 'Chat write' }), outcome: SCOPE },
  { name: 'scopes with commas between', ...claims({ scope: 'chat,write' }), outcome: SCOPE },
  { name: 'scopes with a tab between', ...claims({ scope: 'chat\twrite' }), outcome: SCOPE },
  {
    name: 'both scopes in one of the list',
    ...claims({ scope: undefined, scp: ['chat write'] }),
    outcome: SCOPE,
  },
  {
    name: 'scopes in a list in the list',
    ...claims({ scope: undefined, scp: [['chat', 'write']] }),
    outcome: SCOPE,
  },
  {
    name: 'scopes as member names',
    ...claims({ scope: undefined, scp: { chat: true, write: true } }),
    outcome: SCOPE,
  },
  {
    name: 'scopes in the claim of another',
    ...claims({ scope: undefined, permissions: ['chat', 'write'] }),
    outcome: SCOPE,
  },
];

export const scopes: Family = {
  name: 'scopes',
  rows: rows.map((row) => ({ ...row, settings: { AUTH_REQUIRED_SCOPE: 'chat write' } })),
};

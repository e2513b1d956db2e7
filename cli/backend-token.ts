/** `npm run backend-token`: makes a token for a trusted backend. Nothing is stored. */
import { createHash, randomBytes } from 'node:crypto';
import { BACKEND_TOKEN_PREFIX } from '../src/authenticate/backend';
import { JSON_OPTION, readCall, render, startCommand } from './command';

const BACKEND_TOKEN = {
  name: 'backend-token',
  about:
    'Makes a token for a trusted backend. The token goes to the backend, its digest into BACKEND_TOKENS. Nothing is stored.',
  options: { json: JSON_OPTION },
  endings: '0; 2 a mistake in usage.',
} as const;

startCommand((words) => {
  const call = readCall(BACKEND_TOKEN, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const token = `${BACKEND_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
  const digest = createHash('sha256').update(token).digest('hex');
  const text = () => `For the backend, shown once:
  ${token}

For BACKEND_TOKENS (add it with a comma while the old one is still in use):
  ${digest}`;
  return { text: render(call.options.json, { token, digest }, text), exitCode: 0 };
});

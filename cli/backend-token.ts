/**
 * Makes a token for a trusted backend: `npm run backend-token`. The token goes to the backend, its
 * digest into `BACKEND_TOKENS`. Nothing is stored.
 */
import { createHash, randomBytes } from 'node:crypto';
import { BACKEND_TOKEN_PREFIX } from '../src/authenticate/backend';

const token = `${BACKEND_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
const digest = createHash('sha256').update(token).digest('hex');

console.log(`For the backend, shown once:\n  ${token}\n`);
console.log(
  `For BACKEND_TOKENS (add it with a comma while the old one is still in use):\n  ${digest}`,
);

/**
 * Follows one token through the service and lists the files that it passes: those of which a function
 * runs for a warm request with a token of a trusted issuer. `docs/architecture.md` has the list.
 */
import { createSign, generateKeyPairSync } from 'node:crypto';
import { Session } from 'node:inspector/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createEndpoint, systemRuntime } from '../src/endpoint';
import { token } from '../src/endpoints/token';

const ROOT = resolve(__dirname, '..');
const ISSUER = 'https://login.example.com/';
const AUDIENCE = 'https://chat.example.com';

const ENVIRONMENT = {
  TWILIO_ACCOUNT_SID: `AC${'0a'.repeat(16)}`,
  TWILIO_API_KEY_SID: `SK${'1b'.repeat(16)}`,
  TWILIO_API_KEY_SECRET: 'zK3vQ9pL2xW8sT5nR7yB4mJ6hG1dF0cA',
  CONVERSATIONS_SERVICE_SID: `IS${'2c'.repeat(16)}`,
  AUTH_ISSUER: ISSUER,
  AUTH_AUDIENCE: AUDIENCE,
  AUTH_JWKS_URI: 'https://login.example.com/keys',
};

/** The files that a warm token passes, relative to the project, in alphabetical order. */
export async function wayOfAToken(): Promise<string[]> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keySet = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1' }] };
  const answer = createEndpoint(
    token,
    {
      ...systemRuntime,
      get: async () => Buffer.from(JSON.stringify(keySet)),
      log: () => undefined,
    },
    {},
  );
  const ask = async () => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const parts = [
      { alg: 'RS256', kid: '1', typ: 'JWT' },
      { iss: ISSUER, aud: AUDIENCE, sub: 'alice', iat: nowSeconds, exp: nowSeconds + 600 },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const input = parts.join('.');
    const signature = createSign('sha256').update(input).sign(privateKey, 'base64url');
    const headers = { authorization: `Bearer ${input}.${signature}` };
    const { status } = await answer({ environment: ENVIRONMENT, headers, cookies: {}, fields: {} });
    if (status !== 200) throw new Error(`the request was answered with ${status}`);
  };
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  // The first request makes the instance warm, and taking the coverage sets its counts to zero.
  await ask();
  await session.post('Profiler.takePreciseCoverage');
  await ask();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const passed = result
    .filter(({ functions }) =>
      functions.some(({ ranges }) => ranges.some(({ count }) => count > 0)),
    )
    .map(({ url }) => (url.startsWith('file:') ? fileURLToPath(url.split('?')[0] ?? '') : url))
    .map((path) => relative(ROOT, path))
    .filter((path) => path.startsWith('src/'));
  return [...new Set(passed)].sort();
}

if (require.main === module) {
  void wayOfAToken().then((files) => {
    console.log(files.join('\n'));
    console.log(`${files.length} files, and the one of the function`);
  });
}

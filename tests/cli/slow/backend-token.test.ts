/** `npm run backend-token`, as an operator runs it. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { createTestService } from '../../support/service';
import { sharedSecretEnvironment } from '../../support/tokens';

const ROOT = resolve(__dirname, '../../..');

/** What it prints: the token for the backend and the digest for the service. */
async function make(): Promise<{ token: string; digest: string }> {
  const out = await new Promise<string>((done, fail) => {
    const command = ['--import', 'tsx', 'cli/backend-token.ts'];
    execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) =>
      error || stderr ? fail(error ?? new Error(stderr)) : done(stdout),
    );
  });
  const lines = out.split('\n').map((line) => line.trim());
  const [token = ''] = lines.filter((line) => line.startsWith('backend_'));
  const [digest = ''] = lines.filter((line) => /^[0-9a-f]{64}$/.test(line));
  return { token, digest };
}

it('makes a token and the digest that lets it in, and another one each time', async () => {
  const [first, second] = await Promise.all([make(), make()]);
  expect(first.token).toMatch(/^backend_[\w-]{43}$/);
  expect(first.digest).toBe(createHash('sha256').update(first.token).digest('hex'));
  expect(second.token).not.toBe(first.token);

  const environment = sharedSecretEnvironment({ BACKEND_TOKENS: first.digest });
  const { token: send } = createTestService({ environment });
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const { status, body } = await send({ headers, fields: { identity: 'alice' } });
    return body.identity ?? status;
  };
  expect(await ask(first.token)).toBe('backend~alice');
  expect(await ask(second.token)).toBe(401);
});

/** `npm run identity`, as support staff run it. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { identityOfClaim, readIdentity } from '../../../src/identify/lookup';
import { SECRET, validEnvironment } from '../../support/tokens';

const ROOT = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'identity-'));
const file = join(folder, 'test.env');
afterAll(() => rmSync(folder, { recursive: true }));

function run(overrides: Record<string, string>, ...words: string[]) {
  const lines = Object.entries(validEnvironment(overrides)).map((pair) => pair.join('='));
  writeFileSync(file, lines.join('\n'));
  const command = ['--import', 'tsx', 'cli/identity.ts', '--env', file, ...words];
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    const child = execFile(process.execPath, command, { cwd: ROOT }, (_error, out, err) =>
      done({ code: child.exitCode ?? -1, out: out.trim(), err: err.trim() }),
    );
  });
}

it('prints the identity of a claim value, and the claim value of an identity', async () => {
  expect(await run({}, 'auth0|5f')).toEqual({ code: 0, out: 'auth0_7C5f', err: '' });
  expect(await run({}, '--reverse', 'auth0_7C5f')).toEqual({ code: 0, out: 'auth0|5f', err: '' });
});

it('follows the settings', async () => {
  const { out } = await run({ IDENTITY_CLAIM: 'user.email' }, 'Alice@Example.com');
  expect(out).toBe('alice_40example.com');
});

it.each<[string, 1 | 2, Record<string, string>, string[], RegExp]>([
  ['no value', 2, {}, [], /^Give one claim value/],
  ['two values', 2, {}, ['a', 'b'], /takes one <claim value>/],
  ['a value that has no identity', 1, {}, [' '], /claim that identifies the user is blank/],
  ['an identity of no claim', 1, {}, ['--reverse', 'a_7c'], /No claim gets this identity/],
  ['a guest', 1, {}, ['--reverse', 'guest~00'], /This is a guest/],
  ['another issuer', 2, {}, ['--issuer', 'https://a.example/', 'a'], /--issuer whose claim/],
  ['wrong settings', 2, { TOKEN_LIFETIME: '1' }, ['a'], /TOKEN_LIFETIME must be/],
])('says what is wrong with %s', async (_name, expected, overrides, words, sentence) => {
  const { code, out, err } = await run(overrides, ...words);
  expect({ code, out }).toEqual({ code: expected, out: '' });
  expect(err).toMatch(sentence);
});

describe('looking up', () => {
  const rules = { claim: 'sub', claimType: 'string', namespace: 'staff' } as const;

  it('reads back what can be read back', () => {
    for (const kind of ['escaped', 'verbatim'] as const) {
      const each = { ...rules, format: { kind } };
      const identity = identityOfClaim('auth0|5f', '', each);
      expect(identity.startsWith('staff~')).toBe(true);
      expect(readIdentity(identity, each)).toBe('auth0|5f');
      expect(readIdentity('customer~a', each)).toBeUndefined();
    }
    expect(readIdentity('staff~a~b', { ...rules, format: { kind: 'verbatim' } })).toBeUndefined();
  });

  it('reads no hash back', () => {
    const hashed = { ...rules, format: { kind: 'hashed', secret: SECRET } } as const;
    expect(readIdentity(identityOfClaim('a', '', hashed), hashed)).toBeUndefined();
  });

  it('takes numbers where the policy does', () => {
    const numbers = { ...rules, claimType: 'number', format: { kind: 'escaped' } } as const;
    expect(identityOfClaim('42', '', numbers)).toBe('staff~42');
  });
});

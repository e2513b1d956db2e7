/** `--claims`: the rules, tried out without a token. */
import { writeFileSync } from 'node:fs';
import { sharedSecretEnvironment } from '../../support/tokens';
import { NOW, RULES } from './stage';
import { commandOver, failures } from './support';

const environment = sharedSecretEnvironment();
const command = commandOver(environment, RULES, () => NOW * 1000);
afterAll(() => command.close());
const tryOut = async (claims: unknown, ...words: string[]) => {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
  const file = command.file('claims.json', text);
  const { text: out, exitCode } = await command.run(['--claims', file, '--json', ...words]);
  return { ...JSON.parse(out), exitCode };
};

it('tries the rules out without a token, and fills in what every token needs', async () => {
  const found = await tryOut({ sub: 'alice', org_id: 'acme' });
  expect(found).toMatchObject({
    exitCode: 0,
    verdict: { outcome: 'granted', unproven: ['signature', 'twilio'] },
    issued: { identity: 'alice', lifetime: 1800 },
    claims: { sub: 'alice', org_id: 'acme', exp: NOW + 86_400 },
  });
  const [filledIn, ...checks] = found.checks.authenticate;
  expect(filledIn).toMatchObject({ title: 'Filled in', mark: 'open' });
  expect(filledIn.note).toMatch(/^aud ".*", exp 1800086400, which the file leaves out$/);
  expect(checks.find(({ title }: { title: string }) => title === 'Signature')).toEqual({
    title: 'Signature',
    mark: 'open',
    note: 'not checked: there are only claims',
  });
  // Of a text that was made up there is nothing to tell.
  expect(checks.map(({ title }: { title: string }) => title)).not.toContain('Size');
});

it('judges what the file does say', async () => {
  const found = await tryOut({ sub: 'alice', aud: 'x', exp: NOW - 60, org_id: 'initech' });
  expect(found).toMatchObject({ exitCode: 1, verdict: { code: 'token_expired' } });
  expect(failures(found)).toEqual(['token_expired', 'audience_mismatch', 'no_rule_matched']);
});

it('tells claims of a wrong type', async () => {
  expect((await tryOut({ sub: 7, aud: [7] })).verdict.code).toBe('claim_invalid');
  expect((await tryOut({ sub: 'x'.repeat(9000) })).verdict.code).toBe('token_too_large');
});

it.each([
  ['no JSON', '{', 'is not JSON'],
  ['a member twice', '{"sub":"a","sub":"b"}', 'a member name twice'],
  ['a list', '[]', 'must have a JSON object'],
])('refuses a file of %s', async (_name, text, sentence) => {
  await expect(tryOut(text)).rejects.toThrow(sentence);
});

it('asks nobody, whatever the issuers are', async () => {
  const issuers = ['https://a.example.com', 'https://b.example.com'].map((issuer, index) => ({
    issuer,
    audience: 'chat',
    namespace: `n${index}`,
    algorithms: ['RS256'] as const,
  }));
  const none = { ...environment };
  Reflect.deleteProperty(none, 'AUTH_SECRET');
  Reflect.deleteProperty(none, 'AUTH_AUDIENCE');
  const several = commandOver(none, { issuers }, () => NOW * 1000);
  try {
    const file = several.file('claims.json', '{"sub":"alice"}');
    await expect(several.run(['--claims', file])).rejects.toThrow(
      'As iss, one of:\n  https://a.example.com\n  https://b.example.com',
    );
    writeFileSync(file, '{"iss":"https://b.example.com","sub":"alice"}');
    const { text, exitCode } = await several.run(['--claims', file]);
    expect(exitCode).toBe(0);
    expect(text).toContain('n1~alice');
  } finally {
    several.close();
  }
});

/** `npm run explain`, as an operator runs it. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { startProvider } from '../../../support/provider';
import {
  AUDIENCE,
  SECRET,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../../../support/tokens';
import { type Command, commandOver } from '../support';

const ROOT = resolve(__dirname, '../../../..');
const bearer = signToken(validClaims(), { key: SECRET });

let command: Command;
beforeAll(() => {
  command = commandOver(sharedSecretEnvironment());
});
afterAll(() => command.close());

/** Runs it as a process of its own. */
function run(words: readonly string[], input = '', env = command.env) {
  const args = ['--import', 'tsx', 'cli/explain/main.ts', '--env', env, ...words];
  const child = spawn(process.execPath, args, { cwd: ROOT });
  const found = { code: null as number | null, out: '', err: '' };
  child.stdout.on('data', (data) => {
    found.out += data;
  });
  child.stderr.on('data', (data) => {
    found.err += data;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return new Promise<typeof found>((done) => {
    child.on('close', (code) => done({ ...found, code }));
  });
}

describe('in a process of its own', () => {
  it('takes a token from standard input, and ends with 0 if it is granted', async () => {
    const { code, out, err } = await run(['-'], `${bearer}\n`);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^A JWT of a user, at .*Z\.\n\n1 Authenticate/);
    expect(out).toContain('\nGranted: the service answers 200.\n');
  });

  it('ends with 1 if it is refused', async () => {
    const token = signToken(validClaims({ exp: 1 }), { key: SECRET });
    const { code, out, err } = await run(['-'], token);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('\nRefused: the service answers 401 invalid_token');
  });

  it('ends with 2 if the settings are wrong, and lists all that is', async () => {
    const file = command.file('wrong.env', 'TOKEN_LIFETIME=1\nAUTH_TYPO=1\n');
    const { code, out, err } = await run(['-'], bearer, file);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const variable of ['TWILIO_API_KEY_SID', 'AUTH_ISSUER', 'TOKEN_LIFETIME', 'AUTH_TYPO']) {
      expect(err).toContain(`\n  ${variable} `);
    }
    expect(err).not.toContain('    at ');
  });

  it('ends with 2 if it is not used as it should be, and repeats no token', async () => {
    for (const words of [[], [bearer, bearer], ['-abc', bearer], [bearer, '--claims', 'x']]) {
      const { code, out, err } = await run(words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('npm run explain -- --help');
      expect(err).not.toContain(bearer);
      expect(err).not.toContain('abc');
    }
  });
});

describe('a token', () => {
  const granted = async (words: string[], input?: string) =>
    (await command.run(words, input)).exitCode;

  it('may be an argument, in a file or in standard input, with what stands before it', async () => {
    expect(await granted([bearer])).toBe(0);
    expect(await granted([command.file('token', ` ${bearer}\r\n`)])).toBe(0);
    expect(await granted(['-'], `Authorization: Bearer ${bearer}\n`)).toBe(0);
    expect(await granted([`bearer ${bearer}`])).toBe(0);
  });

  it.each([
    ['an empty file', () => command.file('empty', ' \n'), 'There is no token in it'],
    ['a folder', () => ROOT, 'The file cannot be read (EISDIR)'],
    ['a path to nothing', () => './no-such-file', 'There is no such file'],
    ['the name of no file', () => 'token.jwt', 'There is no such file'],
  ])('is not %s', async (_name, source, sentence) => {
    await expect(command.run([source()])).rejects.toThrow(sentence);
  });
});

describe('the options', () => {
  it('--at sets the clock', async () => {
    const at = (time: string) => command.run([bearer, '--at', time]);
    expect((await at('2020-01-01T00:00:00Z')).text).toContain('with the code token_not_yet_valid');
    expect((await at('2999-01-01T00:00:00+01:00')).text).toContain('the code token_expired');
    await expect(at('tomorrow')).rejects.toThrow('--at takes a time with its zone');
    await expect(at('2026-13-01T00:00:00Z')).rejects.toThrow('--at takes a time');
  });

  it('--help says what is shown and what is not', async () => {
    const { text, exitCode } = await command.run(['--help']);
    expect(exitCode).toBe(0);
    expect(text).toContain('personal data among them');
    expect(text).toContain('No token is shown.');
    expect(text).toContain('history of the shell');
  });

  it('--json has all of it, and the first check that fails', async () => {
    const token = signToken(validClaims({ exp: 1, aud: 'x' }), { key: SECRET });
    const { text, exitCode } = await command.run([token, '--json', '--at', '2026-11-22T16:00:00Z']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      kind: 'person',
      at: '2026-11-22T16:00:00.000Z',
      claims: { sub: 'alice' },
      refusedBy: { step: 'authenticate', title: 'Expiry' },
      verdict: { outcome: 'refused', status: 401, code: 'token_expired', unproven: [] },
      issued: { granted: false, identity: 'alice' },
    });
  });

  it('--offline leaves an opaque token undecided, with exit code 2', async () => {
    const environment = validEnvironment({ AUTH_USERINFO_URL: 'https://login.example.com/me' });
    const asking = commandOver(environment);
    try {
      const { text, exitCode } = await asking.run(['opaque-token', '--offline']);
      expect(exitCode).toBe(2);
      expect(text).toContain('\nUndecided: only its issuer knows');
    } finally {
      asking.close();
    }
  });
});

it('reads as it should', async () => {
  const policy = {
    roles: { member: `RL${'2'.repeat(32)}` },
    rules: [
      {
        name: 'blocked',
        when: { claims: { status: { oneOf: ['left', 'blocked'] } } },
        deny: 'gone',
      },
      {
        name: 'support',
        when: { caller: 'person' as const, claims: { groups: { has: 'support' } } },
        allow: {},
      },
      {
        name: 'teams',
        when: { claims: { org_id: { prefix: 'org-' } } },
        allow: { role: 'member', conversations: [{ name: 'team~{org_id}', create: true }] },
      },
      { name: 'rest', when: { caller: 'guest' as const }, allow: {} },
    ],
  };
  const now = 1_800_000_000;
  const command = commandOver(sharedSecretEnvironment(), policy, () => now * 1000);
  const claims = { org_id: 'org-1', groups: ['sales'], exp: now + 600 };
  const token = signToken(validClaims(claims, now), { key: SECRET, header: { kid: 'a' } });
  const { text, exitCode } = await command.run([token]);
  command.close();
  expect(exitCode).toBe(0);
  expect(text).toContain(
    [
      '3 Authorize: may they, as what, and for how long?',
      '  ✓ Rules                found teams matches; wanted one that matches and allows',
      '      – blocked: does not match',
      '          ✗ claims.status: found nothing; wanted one of "left", "blocked"',
      '      – support: does not match',
      '          ✓ caller: found "person"; wanted "person"',
      '          ✗ claims.groups: found ["sales"]; wanted an array with "support" in it',
      '      ✓ teams: matches, and decides: allows',
      '          ✓ claims.org_id: found "org-1"; wanted a string that begins with "org-"',
      '      – rest: not looked at, because an earlier rule decides',
      '  – Scope                none is required',
      '',
      '4 Issue: the access token',
      '  Identity               alice',
      '  Lifetime               600 s, until 2027-01-15T08:10:00.000Z; to be refreshed from 2027-01-15T08:07:00.000Z on',
      '      TOKEN_LIFETIME: 3600 s',
      "      the caller's own token ends in: 600 s, decides",
      '  At Twilio first',
      `      role RL${'2'.repeat(32)} (member)`,
      '      in the conversation team~org-1, created if there is none',
      '      If Twilio fails, no token is issued: 503 twilio_unavailable.',
      '  Header                 {"alg":"HS256",',
    ].join('\n'),
  );
  expect(text).toMatch(
    /\n\nGranted: the service answers 200\.\nTwilio was not asked\. It is assumed .*\.$/,
  );
});

it('explains the token of a real OpenID provider', async () => {
  const provider = await startProvider();
  try {
    const { issuer, audience } = provider;
    const bob = await provider.bearer('bob', { scope: 'openid' });
    const environment = validEnvironment({
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audience,
      AUTH_REQUIRED_SCOPE: 'chat',
    });
    const here = commandOver(environment);
    const elsewhere = commandOver({ ...environment, AUTH_AUDIENCE: AUDIENCE });
    try {
      const granted = await here.run(['-'], await provider.bearer('alice'));
      expect(granted.exitCode).toBe(0);
      expect(granted.text).toContain('fetched from the issuer');
      expect(granted.text).toContain('  Identity               alice\n');
      const refused = await elsewhere.run(['-'], bob);
      expect(refused.exitCode).toBe(1);
      expect(refused.text).toContain('→ audience_mismatch');
      expect(refused.text).toContain('→ insufficient_scope');
      const offline = await here.run(['-', '--offline'], await provider.bearer('alice'));
      expect(offline.text).toContain('The signature was not checked. It is assumed to be valid.');
    } finally {
      here.close();
      elsewhere.close();
    }
  } finally {
    await provider.stop();
  }
});

/** `npm run doctor`, as an operator runs it: a process in a copy of this project. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProject, type ProjectCopy } from '../../../support/project-copy';
import { API_KEY_SECRET, signToken, validClaims } from '../../../support/tokens';
import { goodEnvironment } from '../project';

/** What the doctor looks at besides, and is made of; what is built comes last, so that it is fresh. */
const BESIDES = ['package-lock.json', '.twilioserverlessrc', 'cli', 'dist'];

let copy: ProjectCopy;
let folder: string;
beforeAll(() => {
  copy = copyProject(BESIDES);
  folder = copy.folder;
  write('.env', goodEnvironment());
  write('wrong.env', goodEnvironment({ TWILIO_API_KEY_SECRET: undefined }));
});
afterAll(() => copy.remove());

function write(name: string, environment: Record<string, string>): void {
  const lines = Object.entries(environment).map((pair) => pair.join('='));
  writeFileSync(join(folder, name), lines.join('\n'), { mode: 0o600 });
}

function run(words: readonly string[], input = '') {
  const command = ['--import', 'tsx', 'cli/doctor/main.ts', ...words];
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    const child = execFile(process.execPath, command, { cwd: folder }, (_error, out, err) =>
      done({ code: child.exitCode ?? -1, out, err }),
    );
    child.stdin?.end(input);
  });
}

it('ends with 0 when nothing is wrong, and prints a table', async () => {
  const { code, out, err } = await run(['--offline']);
  expect(out).toMatch(/^ok +Settings: All 7 variables/m);
  expect(out).toMatch(/\nNothing is wrong\.\n$/);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

it('ends with 1 when anything is wrong, also for machines', async () => {
  const [table, json] = await Promise.all([
    run(['--offline', '--env', 'wrong.env']),
    run(['--offline', '--env', 'wrong.env', '--json']),
  ]);
  expect(table).toMatchObject({ code: 1, err: '' });
  expect(table.out).toMatch(/^wrong +Settings: TWILIO_API_KEY_SECRET is /m);
  expect(json).toMatchObject({ code: 1, err: '' });
  const report = JSON.parse(json.out);
  expect(report).toMatchObject({ ok: false, skipped: [] });
  expect(report.findings).toContainEqual({
    id: 'settings',
    title: 'Settings',
    status: 'wrong',
    finding: 'TWILIO_API_KEY_SECRET is missing.',
    remedy: 'The console shows it once, when the API key is created.',
  });
});

it('reads the token from standard input, and shows it nowhere', async () => {
  const token = signToken(validClaims(), { key: API_KEY_SECRET });
  const url = 'http://127.0.0.1:9/token';
  writeFileSync(join(folder, 'token.txt'), `Bearer ${token}\n`);
  for (const [source, input] of [
    ['-', `${token}\n`],
    ['token.txt', ''],
  ] as const) {
    const words = ['--env', 'wrong.env', '--url', url, '--bearer', source];
    const { code, out, err } = await run(words, input);
    expect(out).toMatch(/^wrong +Address of the service: Nothing answers there:/m);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).not.toContain('eyJ');
  }
});

it.each<[string, string[], RegExp]>([
  ['a file that does not exist', ['--env', 'no.env'], /^There is no file no\.env\.\n$/],
  ['an option it does not know', ['--ofline'], /has no option --ofline\. Did you mean --offline\?/],
  ['an address that is none', ['--url', 'x'], /^--url must be an https URL/],
])('says in a sentence what is wrong with %s', async (_name, words, sentence) => {
  const { code, out, err } = await run(words);
  expect(err).toMatch(sentence);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).not.toMatch(/^ {4}at /m);
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EnvironmentFileError, readEnvironment } from '../../cli/env-file';
import { readCurrent } from '../../cli/setup/env-file';

const TEXT = 'AUTH_ISSUER=https://login.example.com/\nAUTH_AUDIENCE=chat\n';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-file-'));
  file = join(folder, '.env');
});

afterEach(() => rmSync(folder, { recursive: true }));

const utf16 = (text: string, mark = '') => Buffer.from(mark + text, 'utf16le');

const UNREADABLE: [string, Buffer, RegExp][] = [
  ['UTF-16 LE with its mark', utf16(TEXT, '\ufeff'), /UTF-16.*PowerShell.*Save it as UTF-8/],
  ['UTF-16 LE without a mark', utf16(TEXT), /UTF-16.*Save it as UTF-8/],
  ['UTF-16 BE with its mark', utf16(TEXT, '\ufeff').swap16(), /UTF-16.*Save it as UTF-8/],
  ['UTF-16 BE without a mark', utf16(TEXT).swap16(), /UTF-16.*Save it as UTF-8/],
  ['UTF-16 and nothing but the mark', utf16('', '\ufeff'), /UTF-16/],
  ['Latin-1', Buffer.from(`${TEXT}# Jürgen\n`, 'latin1'), /line 3 .*Latin-1.*Save it as UTF-8/],
  [
    'a character cut off',
    Buffer.from(`${TEXT}NAME=€`).subarray(0, -1),
    /not saved as UTF-8: line 3/,
  ],
  ['a NUL byte', Buffer.from(`${TEXT}NAME=a\0b\n`), /NUL byte in line 3.*UTF-8/],
  ['line ends of CR', Buffer.from(TEXT.replaceAll('\n', '\r')), /CR alone.*LF/],
  ['one line end of CR', Buffer.from(`${TEXT}A=1\rB=2\n`), /CR alone.*LF/],
];

it.each(UNREADABLE)('refuses %s, and says how to save it', (_, bytes, sentence) => {
  writeFileSync(file, bytes);
  expect(() => readEnvironment(file)).toThrow(sentence);
  expect(() => readEnvironment(file)).toThrow(EnvironmentFileError);
  expect(() => readEnvironment(file)).toThrow(/^\.env /);
});

it.each(UNREADABLE)('keeps setup from rewriting a file with %s', (_, bytes, sentence) => {
  writeFileSync(file, bytes);
  expect(() => readCurrent(file)).toThrow(sentence);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

it.each([
  ['a byte order mark', `\ufeff${TEXT}`],
  ['line ends of CRLF', TEXT.replaceAll('\n', '\r\n')],
  ['other alphabets', `# Jürgen, Зоя, 愛, \ufffd\n${TEXT}`],
  ['no line end at its end', TEXT.trimEnd()],
])('reads UTF-8 with %s', (_, text) => {
  writeFileSync(file, text);
  expect(readEnvironment(file)).toEqual({
    text,
    values: { AUTH_ISSUER: 'https://login.example.com/', AUTH_AUDIENCE: 'chat' },
  });
});

it('reads an empty file, and refuses one that is named and missing', () => {
  writeFileSync(file, '');
  expect(readEnvironment(file)).toEqual({ text: '', values: {} });
  expect(() => readEnvironment(`${file}.missing`)).toThrow(/There is no file/);
});

const PROJECT = resolve(__dirname, '../..');

it.each([
  'dev/start.ts --no-build',
  'dev/bearer.ts alice',
  'cli/identity.ts alice',
  'cli/doctor/main.ts --offline',
  'cli/explain/main.ts e30.e30.AAAA',
  'cli/roles/main.ts',
])('is refused by each command in one sentence: %s', (line) => {
  writeFileSync(file, utf16(TEXT, '\ufeff'));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', ...line.split(' '), '--env', file],
    { cwd: PROJECT, encoding: 'utf8' },
  );
  expect(stderr).toMatch(/^\.env is saved as UTF-16.*\n$/);
  expect(status).not.toBe(0);
});

it('is read nowhere else', () => {
  const readers = ['cli', 'dev', 'src'].flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith('.ts'))
      .filter((path) => readFileSync(join(PROJECT, path), 'utf8').includes("'dotenv'")),
  );
  expect(readers).toEqual(['cli/env-file.ts']);
});

/** Whether a build is up to date. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type BuildRecord,
  changedOutputs,
  changedSources,
  readBuildRecord,
  recordBuild,
} from '../../dev/build-record';

const SOURCES = [
  'assets/logo.svg',
  'client/index.ts',
  'dev/build.ts',
  'functions/token.ts',
  'policy-check/rule.ts',
  'src/policy.ts',
  'src/http/json.ts',
  'package-lock.json',
  'tsconfig.json',
];
const OUTPUTS = ['dist/functions/token.js', 'dist/assets/logo.svg', 'dist/client/index.js'];

let root: string;
let record: BuildRecord;

const write = (path: string, content = path) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'record-'));
  for (const path of [...SOURCES, ...OUTPUTS]) write(path);
  recordBuild(root, 'the hash');
  record = readBuildRecord(root) as BuildRecord;
});
afterEach(() => rmSync(root, { recursive: true }));

it('finds nothing changed after a build, whatever the times of the files', () => {
  for (const path of SOURCES) utimesSync(join(root, path), 2e9, 2e9);
  expect(changedSources(root, record)).toEqual([]);
  expect(changedOutputs(root, record)).toEqual([]);
  expect(record.policy).toBe('the hash');
});

it.each(SOURCES)('finds that %s was changed or removed', (path) => {
  write(path, 'other');
  expect(changedSources(root, record)).toEqual([path]);
  rmSync(join(root, path));
  expect(changedSources(root, record)).toEqual([path]);
  expect(changedOutputs(root, record)).toEqual([]);
});

it.each(OUTPUTS)('finds that %s was changed or removed', (path) => {
  write(path, 'other');
  expect(changedOutputs(root, record)).toEqual([path]);
  rmSync(join(root, path));
  expect(changedOutputs(root, record)).toEqual([path]);
});

it('finds files that were added', () => {
  write('functions/hello.ts');
  write('dist/functions/hello.js');
  expect(changedSources(root, record)).toEqual(['functions/hello.ts']);
  expect(changedOutputs(root, record)).toEqual(['dist/functions/hello.js']);
});

it.each([
  ['missing', undefined],
  ['cut off', '{ "policy":'],
])('knows nothing of a build whose record is %s', (_, content) => {
  rmSync(join(root, 'dist/build.json'));
  if (content !== undefined) write('dist/build.json', content);
  expect(readBuildRecord(root)).toBeUndefined();
});

/** Which files become functions. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFunctions } from '../../dev/functions';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'functions of '));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>) {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

it.each([
  ['a declaration', 'export const handler = () => {};'],
  ['a function', 'export async function handler() {}'],
  ['a list of exports', 'const handler = () => {}; export { handler };'],
  ['another name inside', 'const answer = () => {}; export { answer as handler };'],
  ['another module', "export { handler } from '../src/handler';"],
  ['everything of another module', "export * from '../src/handler';"],
])('a file is a function when it exports handler by %s', async (_, content) => {
  write({ 'functions/hello.ts': content, 'src/handler.ts': 'export const handler = () => {};' });
  expect(await findFunctions(root)).toEqual([
    { source: 'hello.ts', output: 'hello.js', path: '/hello', access: 'public' },
  ]);
});

it('tells access and path by the name, as the platform does', async () => {
  const handler = 'export const handler = () => {};';
  write({
    'functions/a.protected.ts': handler,
    'functions/b.private.ts': 'export const helper = 1;',
    'functions/admin/c.ts': handler,
    'functions/d.js': 'exports.handler = () => {};',
    'functions/e.v2.ts': handler,
  });
  const found = await findFunctions(root);
  expect(found.map(({ path, access, output }) => [path, access, output]).sort()).toEqual([
    ['/a', 'protected', 'a.protected.js'],
    ['/admin/c', 'public', 'admin/c.js'],
    ['/b', 'private', 'b.private.js'],
    ['/d', 'public', 'd.js'],
    ['/e.v2', 'public', 'e.v2.js'],
  ]);
});

it('passes over modules that functions share, types, and comments', async () => {
  write({
    'functions/hello.ts': "import { greet } from './greet'; export const handler = () => greet();",
    'functions/greet.ts': 'export const greet = () => 1;\n// export const handler = 1;',
    'functions/types.ts': 'export type handler = string;',
    'functions/globals.d.ts': 'declare const handler: string;',
  });
  expect((await findFunctions(root)).map(({ path }) => path)).toEqual(['/hello']);
});

it.each(['export const handle = 1;', 'export default () => {};', 'exports.handlr = () => {};'])(
  'refuses a file that would be lost: %s',
  async (content) => {
    write({ 'functions/hello.ts': content });
    await expect(findFunctions(root)).rejects.toThrow(
      /^functions\/hello\.ts does not export "handler"/,
    );
  },
);

it('says where a function does not compile', async () => {
  write({ 'functions/hello.ts': 'export const handler = (;' });
  await expect(findFunctions(root)).rejects.toThrow(/functions\/hello\.ts:1:24/);
});

it('finds none where there is no folder', async () => {
  expect(await findFunctions(root)).toEqual([]);
});

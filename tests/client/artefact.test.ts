/** What is published: one small file for pages, and a package with types for bundlers. */
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildClientAsset, buildClientPackage } from '../../dev/build-client';
import { programOf } from '../../dev/program';

const PROJECT = resolve(__dirname, '../..');
const LIMIT = 6100;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  await buildClientAsset(join(folder, 'assets'));
  await buildClientPackage(join(folder, 'dist/client'));
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(`has at most ${LIMIT} bytes, minified and gzipped`, () => {
  const file = readFileSync(join(folder, 'assets/conversations-token.js'));
  expect(gzipSync(file, { level: 9 }).length).toBeLessThanOrEqual(LIMIT);
});

it('needs nothing else, and exports what it says', async () => {
  const text = readFileSync(join(folder, 'assets/conversations-token.js'), 'utf8');
  expect(text).not.toMatch(/\b(import|require)\s*\(?["']/);
  expect(text).toMatch(/export\{\w+ as TokenError,\w+ as connect,\w+ as createTokenSource\};?\s*$/);
});

it('has a package of nothing but its entries and their types', () => {
  expect(readdirSync(join(folder, 'dist/client')).sort()).toEqual([
    ...[
      'LICENSE',
      'README.md',
      'index.d.mts',
      'index.d.ts',
      'index.js',
      'index.mjs',
      'package.json',
    ],
    ...['react.d.mts', 'react.d.ts', 'react.js', 'react.mjs'],
  ]);
});

it('declares what it exports, what that refers to, and nothing else', () => {
  const types = readFileSync(join(folder, 'dist/client/index.d.ts'), 'utf8');
  expect(types).not.toMatch(/^import|import\(|Environment|HeldToken/m);
  expect(types).toMatch(/^export \{ type AccessToken, .*createTokenSource, .*\};$/m);
});

describe('as a package', () => {
  const name = 'twilio-conversations-token-client';
  let app: string;

  beforeAll(() => {
    app = join(folder, 'app');
    mkdirSync(join(app, 'node_modules'), { recursive: true });
    symlinkSync(join(folder, 'dist/client'), join(app, 'node_modules', name));
    symlinkSync(join(PROJECT, 'node_modules/@twilio'), join(app, 'node_modules/@twilio'));
    writeFileSync(join(app, 'package.json'), '{ "type": "module" }');
  });

  it('is imported by Node', () => {
    const program = `import { connect, createTokenSource, TokenError } from '${name}';
      const source = createTokenSource({ url: 'https://a.example/token', guest: true });
      console.log(typeof connect, typeof source.get, new TokenError('closed', 'x').name);`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: app,
      encoding: 'utf8',
    });
    expect(output).toBe('function function TokenError\n');
  });

  /** Compiles a program against the declarations and the SDK's own. */
  const compile = (program: string): string => {
    writeFileSync(join(app, 'program.ts'), program);
    writeFileSync(
      join(app, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          module: 'nodenext',
          target: 'es2022',
          lib: ['es2022', 'dom'],
          types: [],
          // The SDK's own do not pass.
          skipLibCheck: program.includes('@twilio'),
        },
        files: ['program.ts'],
      }),
    );
    try {
      const compiler = programOf('typescript', 'tsc');
      execFileSync(process.execPath, [compiler, '-p', app], { encoding: 'utf8' });
      return '';
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  };

  it('has types that a strict compiler takes', () => {
    const program = `
      import { type AccessToken, connect, createTokenSource, TokenError } from '${name}';
      class Client {
        constructor(token: string, options?: { logLevel?: 'error' } | null) {}
        connectionState = 'connected';
        on(event: 'a' | 'b', listener: () => void) { return this; }
        off(event: 'a' | 'b', listener: () => void) { return this; }
        async updateToken(token: string) { return this; }
        async shutdown() {}
        chat() { return 'hello'; }
      }
      const source = createTokenSource({ url: '/token', bearer: async ({ fresh }) => String(fresh) });
      const connection = connect(source, { Client, clientOptions: { logLevel: 'error' } });
      export const hello = async (): Promise<string> => (await connection.open()).chat();
      export const code = (error: unknown) => error instanceof TokenError && error.code === 'closed';
      export const token = async (): Promise<AccessToken> => source.get();
    `;
    expect(compile(program)).toBe('');
  });

  it("fits the SDK's own Client", () => {
    const program = `import { Client } from '@twilio/conversations';
      import { connect, createTokenSource } from '${name}';
      const source = createTokenSource({ url: '/token', guest: { challenge: () => 'x' } });
      const connection = connect(source, { Client, clientOptions: { logLevel: 'error' } });
      export const who = async (): Promise<string | null> =>
        (await connection.open()).user.friendlyName;`;
    expect(compile(program)).toBe('');
  });

  it.each([
    ['a bearer token instead of a function', `createTokenSource({ url: '/', bearer: 'a.b.c' });`],
    ['a code that there is not', `new TokenError('close', 'x').code === 'open';`],
    ['no url', 'createTokenSource({ guest: true });'],
    ['no Client', `connect(createTokenSource({ url: '/', guest: true }), {});`],
  ])('does not compile with %s', (_, statement) => {
    const program = `import { connect, createTokenSource, TokenError } from '${name}';
      void [connect, createTokenSource, TokenError];
      ${statement}`;
    expect(compile(program)).toContain('error TS');
  });
});

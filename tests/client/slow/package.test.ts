/** The package of the client, installed into a project of its own: resolved, typed, imported, bundled. */
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { programOf } from '../../../dev/program';
import { type App, CLIENT, installClient } from '../support/package';

jest.setTimeout(120_000);

const PROJECT = resolve(__dirname, '../../..');

let app: App;

beforeAll(async () => {
  app = await installClient();
});

afterAll(() => app?.remove());

/** What a command prints, also if it fails. */
const outputOf = (run: () => string): string => {
  try {
    return run();
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `failed: ${stdout}${stderr}`;
  }
};

it('is a tarball of at most 25 kB', () => {
  expect(statSync(app.tarball).size).toBeLessThanOrEqual(25_000);
});

it('leaves publint nothing to say', () => {
  const publint = join(PROJECT, 'node_modules/publint/src/cli.js');
  const output = app.node(publint, 'run', app.tarball, '--strict');
  expect(output).toContain('All good!');
});

it('has the types that every resolution finds where the code is', () => {
  const attw = programOf('@arethetypeswrong/cli', 'attw');
  const output = app.node(attw, app.tarball, '--format', 'json');
  const { analysis, problems } = JSON.parse(output);
  expect(Object.keys(analysis.entrypoints)).toEqual(['.', './react', './package.json']);
  expect(problems).toEqual({});
});

describe('types', () => {
  /** The compiler of this project has no `node10` any more. */
  const older = () => {
    const paths = [dirname(require.resolve('@arethetypeswrong/core/package.json'))];
    return join(dirname(require.resolve('typescript/package.json', { paths })), 'bin/tsc');
  };
  const newest = () => programOf('typescript', 'tsc');

  const PROGRAM = `
    import { Client } from '@twilio/conversations';
    import { type AccessToken, connect, createTokenSource, TokenError } from '${CLIENT}';
    import { useConversations } from '${CLIENT}/react';
    const source = createTokenSource({ url: '/token', bearer: async ({ fresh }) => String(fresh) });
    const connection = connect(source, { Client, clientOptions: { logLevel: 'error' } });
    export const token = async (): Promise<AccessToken> => source.get();
    export const name = async (): Promise<string | null> => (await connection.open()).user.friendlyName;
    export function View(wanted: boolean): string | null {
      const { client, error, state } = useConversations(connection, wanted);
      if (error instanceof TokenError && error.code === 'forbidden') return error.message;
      return client ? client.user.identity : state;
    }`;

  const RESOLUTIONS: [string, string, string, () => string][] = [
    ['bundler', 'esnext', 'program.ts', newest],
    ['bundler', 'esnext', 'program.ts', older],
    ['node16', 'node16', 'program.mts', newest],
    ['node16', 'node16', 'program.cts', newest],
    ['nodenext', 'nodenext', 'program.mts', older],
    ['nodenext', 'nodenext', 'program.cts', older],
    ['node10', 'commonjs', 'program.ts', older],
  ];

  const compile = (moduleResolution: string, module: string, file: string, tsc: string) => {
    const compilerOptions = {
      ...{ moduleResolution, module, noEmit: true, strict: true, exactOptionalPropertyTypes: true },
      ...{ target: 'es2022', lib: ['es2022', 'dom'], types: [], esModuleInterop: true },
      // The SDK's own types do not pass.
      skipLibCheck: true,
    };
    app.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
    return outputOf(() => app.node(tsc, '-p', '.'));
  };

  it.each(RESOLUTIONS)('are found with %s (%s, %s)', (resolution, module, file, tsc) => {
    app.write(file, PROGRAM);
    expect(compile(resolution, module, file, tsc())).toBe('');
  });

  it.each(RESOLUTIONS)('are not any with %s (%s, %s)', (resolution, module, file, tsc) => {
    app.write(file, `${PROGRAM}\n  source.got(); useConversations(connection);`);
    const output = compile(resolution, module, file, tsc());
    expect(output).toContain("Property 'got' does not exist");
    expect(output).toContain('Expected 2 arguments');
  });
});

describe('in Node', () => {
  const USE = `
    const source = createTokenSource({ url: '/token', bearer: () => 'x', guest: true });
    const connection = connect(source, { Client: class {} });
    const stop = connection.subscribe(() => {});
    console.log(connection.state, typeof source.get, typeof useConversations, new TokenError('closed', 'x').name);`;
  const NAMES = '{ connect, createTokenSource, TokenError }';

  // That the programs end shows that nothing keeps them alive.
  it('is imported as an ES module, in a module scope', () => {
    const file = app.write(
      'program.mjs',
      `import ${NAMES} from '${CLIENT}'; import { useConversations } from '${CLIENT}/react'; ${USE}`,
    );
    expect(app.node(file)).toBe('closed function function TokenError\n');
  });

  it('is required as CommonJS, as Jest does', () => {
    const file = app.write(
      'program.cjs',
      `const ${NAMES} = require('${CLIENT}'); const { useConversations } = require('${CLIENT}/react'); ${USE}`,
    );
    expect(app.node(file)).toBe('closed function function TokenError\n');
  });

  it('is required by a tool that does not know exports', () => {
    const file = app.write(
      'old.cjs',
      `const { join } = require('node:path');
       const folder = join(__dirname, 'node_modules/${CLIENT}');
       const ${NAMES} = require(join(folder, require(join(folder, 'package.json')).main));
       const { useConversations } = require(join(folder, 'react')); ${USE}`,
    );
    expect(app.node(file)).toBe('closed function function TokenError\n');
  });

  it('asks with a fetch that was put in place later', () => {
    const file = app.write(
      'fetch.mjs',
      `import { createTokenSource } from '${CLIENT}';
       const source = createTokenSource({ url: 'https://a.example/token', bearer: () => 'x' });
       globalThis.fetch = async (url) => Response.json(
         { error: 'e', code: 'c', error_description: url, requestId: 'r' }, { status: 403 });
       await source.get().catch(({ code, message }) => console.log(code, message));`,
    );
    expect(app.node(file)).toBe('forbidden https://a.example/token\n');
  });

  it('renders on a server as closed, whatever is wanted, and asks nothing', () => {
    const file = app.write(
      'server.mjs',
      `import { createElement, StrictMode } from 'react';
       import { renderToString } from 'react-dom/server';
       import { connect, createTokenSource } from '${CLIENT}';
       import { useConversations } from '${CLIENT}/react';
       let asked = 0;
       const source = createTokenSource({ url: '/token', bearer: () => { asked++; return 'x'; } });
       const connection = connect(source, { Client: class {} });
       const View = () => createElement('p', null, useConversations(connection, true).state);
       console.log(renderToString(createElement(StrictMode, null, createElement(View))), asked);`,
    );
    expect(app.node(file)).toBe('<p>closed</p> 0\n');
  });
});

it('leaves out of a bundle what is not used, and has no React without the hook', async () => {
  const bundleOf = async (statement: string) => {
    const { outputFiles } = await build({
      stdin: { contents: statement, resolveDir: app.folder },
      ...{ bundle: true, write: false, format: 'esm', minify: true, logLevel: 'silent' },
    });
    return outputFiles[0]?.text ?? '';
  };
  expect(await bundleOf(`import '${CLIENT}';`)).toBe('');
  const used = await bundleOf(`import { connect } from '${CLIENT}'; console.log(connect);`);
  expect(used).toContain('twilio_refused');
  expect(used).not.toMatch(/react/i);
});

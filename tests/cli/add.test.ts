/** `npm run add`: the functions in another Functions project. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAdd } from '../../cli/add/main';
import { planAddition, RECORD } from '../../cli/add/plan';

let folder: string;
let project: string;
let built: string;

const put = (root: string, path: string, content: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
};
const read = (path: string) => readFileSync(join(project, path), 'utf8');
const manifest = (change: object = {}) =>
  JSON.stringify({
    dependencies: { '@twilio/runtime-handler': '2.0.1', twilio: '^6.0.0' },
    ...change,
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'add to '));
  project = join(folder, 'theirs');
  built = join(folder, 'built');
  for (const name of ['token.js', 'health.js', 'guest.js', 'caller.private.js']) {
    put(built, `functions/${name}`, `exports.built = '${name}';`);
  }
  put(built, 'assets/conversations-token.js', 'export {};');
  put(built, 'assets/conversations-token.d.ts', 'export {};');
  put(project, 'package.json', manifest());
  put(project, '.twilioserverlessrc', '{ "runtime": "node22" }');
  put(project, 'functions/own.js', 'exports.handler = () => {};');
});
afterEach(() => rmSync(folder, { recursive: true }));

const plan = (change: object = {}) =>
  planAddition({ built, project, guests: false, client: false, ...change });
const changes = (change?: object) => plan(change).files.map(({ path, kind }) => `${kind} ${path}`);

/** Does what a plan says. */
function apply(change?: object): void {
  for (const { path, content } of plan(change).files) put(project, path, content);
}

it('adds the functions, and the names that are missing from .env.example', () => {
  expect(changes()).toEqual([
    'new functions/token.js',
    'new functions/health.js',
    'new functions/caller.private.js',
    'new functions/caller.private.d.ts',
    'new .env.example',
    `new ${RECORD}`,
  ]);
  expect(changes({ guests: true, client: true })).toEqual([
    'new functions/token.js',
    'new functions/health.js',
    'new functions/caller.private.js',
    'new functions/guest.js',
    'new functions/caller.private.d.ts',
    'new assets/conversations-token.js',
    'new assets/conversations-token.d.ts',
    'new .env.example',
    `new ${RECORD}`,
  ]);
});

it.each([
  ['the folder of .twilioserverlessrc', '{ "functionsFolder": "lambda" }', 'lambda'],
  ['src, where there is no functions folder', '{}', 'src'],
])('finds the functions folder: %s', (_, settings, expected) => {
  rmSync(join(project, 'functions'), { recursive: true });
  put(project, `${expected}/own.js`, '');
  put(project, '.twilioserverlessrc', settings);
  expect(changes()[0]).toBe(`new ${expected}/token.js`);
});

it('keeps what .env.example has, and adds names without values', () => {
  put(project, '.env.example', 'STRIPE_KEY=sk_example\nAUTH_ISSUER=https://mine.example/');
  apply();
  const text = read('.env.example');
  expect(text).toMatch(/^STRIPE_KEY=sk_example\nAUTH_ISSUER=https:\/\/mine\.example\/\n\n# /);
  expect(text.match(/^AUTH_ISSUER=/gm)).toHaveLength(1);
  expect(text).toMatch(/^AUTH_AUDIENCE=$/m);
  expect(text).not.toMatch(/^GUEST_SECRET=/m);
});

describe('run again', () => {
  it('changes nothing where nothing has changed', () => {
    apply();
    expect(changes().filter((each) => !each.startsWith('same'))).toEqual([`update ${RECORD}`]);
    expect(plan().conflicts).toEqual([]);
  });

  it('updates what it put there, and nothing else', () => {
    apply();
    put(built, 'functions/token.js', 'exports.built = 2;');
    expect(changes()[0]).toBe('update functions/token.js');
    apply();
    expect(read('functions/token.js')).toBe('exports.built = 2;');
    expect(read('functions/own.js')).toBe('exports.handler = () => {};');
  });

  it('never writes over a file that was edited', () => {
    apply();
    put(project, 'functions/token.js', 'mine');
    expect(plan().conflicts).toEqual([
      expect.stringMatching(/^functions\/token\.js is not a file/),
    ]);
  });
});

describe('what stands in the way', () => {
  it.each<[string, () => void, RegExp]>([
    ['a file of that name', () => put(project, 'functions/token.js', 'mine'), /^functions\/token/],
    [
      'a function with the same URL',
      () => put(project, 'functions/health.protected.js', ''),
      /health\.protected\.js has the same URL/,
    ],
    [
      'ES modules',
      () => put(project, 'package.json', manifest({ type: 'module' })),
      /"type": "module"/,
    ],
  ])('is told: %s', (_, spoil, expected) => {
    spoil();
    expect(plan().conflicts).toEqual([expect.stringMatching(expected)]);
  });

  it.each<[string, () => void, RegExp]>([
    ['no package.json', () => rmSync(join(project, 'package.json')), /no package\.json/],
    [
      'no functions folder',
      () => rmSync(join(project, 'functions'), { recursive: true }),
      /no functions folder/,
    ],
    ['broken JSON', () => put(project, '.twilioserverlessrc', '{'), /not valid JSON/],
  ])('is an error: %s', (_, spoil, expected) => {
    spoil();
    expect(() => plan()).toThrow(expected);
  });
});

describe('what is left to do', () => {
  it('is little where all is well', () => {
    expect(plan().notes).toEqual([
      expect.stringMatching(/^Fill in \.env/),
      expect.stringMatching(/^Deploy/),
    ]);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'no runtime handler',
      () => put(project, 'package.json', manifest({ dependencies: { twilio: '6' } })),
      /Add "@twilio\/runtime-handler": "2\.0\.1"/,
    ],
    [
      'a range of runtime handlers',
      () =>
        put(
          project,
          'package.json',
          manifest({ dependencies: { twilio: '6', '@twilio/runtime-handler': '^2.0.1' } }),
        ),
      /to exactly "2\.0\.1"/,
    ],
    [
      'an old runtime',
      () => put(project, '.twilioserverlessrc', '{ "runtime": "node18" }'),
      /"node22" instead of "node18"/,
    ],
    ['no runtime', () => rmSync(join(project, '.twilioserverlessrc')), /--runtime node22/],
    [
      'variables that look like settings',
      () => put(project, '.env', 'AUTH_SERVICE_URL=x\nSTRIPE_KEY=y\nACCOUNT_SID=z\n'),
      /OTHER_VARIABLES=AUTH_SERVICE_URL to/,
    ],
  ])('has a line about %s', (_, spoil, expected) => {
    spoil();
    expect(plan().notes.filter((note) => expected.test(note))).toHaveLength(1);
  });
});

describe('the command', () => {
  function run(...words: string[]) {
    let text = '';
    const exitCode = runAdd(words, (more) => {
      text += more;
    });
    return { text, exitCode };
  }

  it('shows what it would do, and does nothing', () => {
    const { text, exitCode } = run(project, '--dry-run');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^This would be done:\n {2}added {5}functions\/token\.js$/m);
    expect(readdirSync(project).sort()).toEqual([
      '.twilioserverlessrc',
      'functions',
      'package.json',
    ]);
  });

  it('does it', () => {
    const { text, exitCode } = run(project);
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^Done:/);
    expect(existsSync(join(project, 'functions/caller.private.js'))).toBe(true);
    expect(run(project).text).toMatch(/unchanged functions\/token\.js/);
  });

  it.each([
    [['--help'], 0],
    [[], 2],
    [['a', 'b'], 2],
    [['x', '--wrong'], 2],
  ])('explains itself: %j', (words, expected) => {
    const { text, exitCode } = run(...(words as string[]));
    expect(exitCode).toBe(expected);
    expect(text).toMatch(/^Usage: npm run add -- <folder>/);
  });

  it('changes nothing where something stands in the way', () => {
    put(project, 'functions/token.js', 'mine');
    const { text, exitCode } = run(project);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^Nothing was changed:\n {2}- functions\/token\.js/);
    expect(existsSync(join(project, RECORD))).toBe(false);
  });
});

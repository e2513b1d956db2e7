/** How the tests are run: `unit` in less than a minute, `slow` for all that takes its time. */
const { existsSync } = require('node:fs');

/** Where Debian has its Chromium; `CHROMIUM` names another one. */
const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';

// A newcomer's machine may have no Chromium. Where changes are checked it must be there.
const withBrowser = existsSync(CHROMIUM) || Boolean(process.env.CI);
if (!withBrowser) {
  console.warn(`There is no ${CHROMIUM}, so the tests in a browser are left out.`);
}

/** The folders whose code is tested, and counted by `npm run test:coverage`. */
const COUNTED = ['src', 'functions', 'client', 'cli', 'dev', 'policy-check'];

const collectCoverageFrom = [
  ...COUNTED.map((folder) => `${folder}/**/*.ts`),
  // The page of the playground runs in a browser only, where nothing is counted.
  '!dev/playground/page/**',
];

/** What both projects have in common. */
const project = {
  // Jest counts a file that no test has loaded only if it lies in one of these.
  roots: ['tests', ...COUNTED].map((folder) => `<rootDir>/${folder}`),
  // The files that no test has loaded; below, the files that are instrumented.
  collectCoverageFrom,
  testEnvironment: '<rootDir>/tests/support/jest/environment.cjs',
  globalSetup: '<rootDir>/tests/support/jest/build.cjs',
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: {
            syntax: 'typescript',
          },
        },
        module: {
          type: 'commonjs',
        },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/bench/'],
};

/** The tests that need a browser. */
const IN_BROWSER = ['/e2e/playground', '/e2e/slow/surroundings'];

/** What makes a test slow: a browser, a terminal, a deployment, load, or many processes. */
const SLOW = ['/tests/e2e/', '/slow/'];

module.exports = {
  projects: [
    {
      ...project,
      displayName: 'unit',
      testPathIgnorePatterns: ['/node_modules/', ...SLOW],
    },
    {
      ...project,
      displayName: 'slow',
      testMatch: SLOW.map((folder) => `**${folder}**/*.test.ts`),
      testPathIgnorePatterns: ['/node_modules/', ...(withBrowser ? [] : IN_BROWSER)],
    },
  ],
  // No test depends on the order: `--seed` repeats the one of a run that failed.
  randomize: true,
  collectCoverageFrom,
  // What `npm run test:coverage` reads.
  coverageReporters: ['json'],
  // All cores: many tests wait for processes and for time to pass, rather than compute.
  maxWorkers: '100%',
  testTimeout: 20000,
};

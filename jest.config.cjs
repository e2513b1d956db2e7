/** How the tests are run. */
const { existsSync } = require('node:fs');

/** Where Debian has its Chromium; `CHROMIUM` names another one. */
const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';

// A newcomer's machine may have no Chromium. Where changes are checked it must be there.
const withBrowser = existsSync(CHROMIUM) || Boolean(process.env.CI);
if (!withBrowser) {
  console.warn(`There is no ${CHROMIUM}, so the tests in a browser are left out.`);
}

module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
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
  collectCoverageFrom: ['src/**/*.ts', 'functions/**/*.ts', 'client/**/*.ts'],
  coverageReporters: ['text', 'json-summary'],
  coverageThreshold: {
    global: {
      lines: 95,
      branches: 95,
    },
  },
  // All cores: many tests wait for processes and for time to pass, rather than compute.
  maxWorkers: '100%',
  testTimeout: 20000,
  testPathIgnorePatterns: ['/node_modules/', ...(withBrowser ? [] : ['/e2e/playground'])],
};

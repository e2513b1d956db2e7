/**
 * What a deployment consists of. A new package, or another licence of one, is a decision: look at the
 * package, then change `deployed-licences.json`. `npm run sbom` prints the list with versions.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import known from './deployed-licences.json';

const PROJECT = resolve(__dirname, '../..');

it('the platform installs the packages that are known, under the licences that are known', () => {
  const { packages } = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; license?: string }>;
  };
  const installed = Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .map(([path, { license = 'not stated' }]) => [path.replace(/^.*node_modules\//, ''), license]);
  expect(Object.fromEntries(installed)).toEqual(known);
});

it('no package is in the bundles', () => {
  expect(existsSync(join(PROJECT, 'dist/functions/token.js'))).toBe(true);
  expect(existsSync(join(PROJECT, 'dist/THIRD-PARTY-LICENCES.txt'))).toBe(false);
});

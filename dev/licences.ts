/** The licences of the packages whose code is in the bundles. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A package in a bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The SPDX expression of its `package.json`. */
  readonly license: string;
  /** Its licence and notice files in full. */
  readonly texts: readonly string[];
}

/**
 * The packages that files of a bundle come from, each once, sorted by name.
 *
 * @param root the folder that the paths are relative to
 * @param inputs paths as in esbuild's metafile
 * @throws when a package does not bring its licence, because then its code must not be handed on
 */
export function bundledPackages(root: string, inputs: readonly string[]): BundledPackage[] {
  const folders = new Set(
    inputs.flatMap((path) => /^.*\/?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  return [...folders]
    .map((folder) => readBundledPackage(resolve(root, folder)))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function readBundledPackage(folder: string): BundledPackage {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${name} is bundled but does not include its licence.`);
  return { name, version, license, texts };
}

/** One text with all licences, to be handed on with the bundles. */
export function formatLicences(packages: readonly BundledPackage[]): string {
  return packages
    .map(({ name, version, license, texts }) =>
      [`${name} ${version} (${license})`, ...texts].join('\n\n'),
    )
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** The pages of `docs/providers`, taken apart. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../../support/tokens';

const ROOT = resolve(__dirname, '../../..');

/** The sections of each page, in this order. */
export const SECTIONS = [
  'Token',
  'Issuer and audience',
  'Variables',
  'In a web app',
  'Trap',
  'Claims',
  'Log-out',
  'Sources',
];

/** A token as a page shows it. */
export interface SampleToken {
  header: Record<string, unknown> & { alg: string; kid?: string };
  payload: Record<string, unknown> & { iat: number; exp: number };
}

/** A page of a provider. */
export interface Page {
  text: string;
  /** The level-one heading. */
  title: string;
  /** The texts below the level-two headings, by heading, in their order. */
  sections: ReadonlyMap<string, string>;
}

/** Reads a file of the folder of the project. */
export const readText = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Reads a page. */
export function readPage(path: string): Page {
  const text = readText(path);
  const [head = '', ...parts] = text.split(/^## /m);
  const sections = new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1)] as const;
    }),
  );
  return { text, title: /^# (.+)$/m.exec(head)?.[1] ?? '', sections };
}

/** The code blocks of a section that are in a language. */
export function codeIn({ sections }: Page, section: string, language: string): string[] {
  const blocks = (sections.get(section) ?? '').matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, name, code = '']) => (name === language ? [code] : []));
}

/** The variables that a page says to write into `.env`, one to a line. */
export function variablesOn(page: Page): Environment {
  const [code = ''] = codeIn(page, 'Variables', 'sh');
  return Object.fromEntries(
    code
      .trim()
      .split('\n')
      .map((line) => {
        const end = line.indexOf('=');
        return [line.slice(0, end), line.slice(end + 1)];
      }),
  );
}

/**
 * The token that a page shows.
 *
 * @throws SyntaxError if it is not JSON
 */
export function sampleOn(page: Page): SampleToken {
  const [code = ''] = codeIn(page, 'Claims', 'json');
  return JSON.parse(code);
}

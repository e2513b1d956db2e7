/** The pages of `docs/logins`, taken apart. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Environment } from '../../support/tokens';

const ROOT = resolve(__dirname, '../../..');

/** The sections of a page, in this order, and whether every page has them. */
export const SECTIONS = {
  Credential: 'always',
  Variables: 'always',
  'In your app': 'sometimes',
  Trap: 'always',
  'Sign-out': 'always',
  Sample: 'always',
  'Other ways': 'sometimes',
  Sources: 'always',
} as const;

/** A page of a login system. */
export interface Page {
  text: string;
  /** The level-one heading. */
  title: string;
  /** The texts below the level-two headings, by heading, in their order. */
  sections: ReadonlyMap<string, string>;
}

/** Reads a file of the project. */
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

/** The code blocks in a text that are in a language. */
export function codeIn(text: string, language: string): string[] {
  const blocks = text.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return [...blocks].flatMap(([, name, code = '']) => (name === language ? [code] : []));
}

/** The variables that a section says to write into `.env`, one to a line. */
export function variablesIn(text: string): Environment {
  const [code = ''] = codeIn(text, 'sh');
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

/** The ways to use a system that its page describes: the first, and those of *Other ways* by their titles. */
export function waysOn({ sections }: Page): ReadonlyMap<string | undefined, Environment> {
  const [, ...others] = (sections.get('Other ways') ?? '').split(/^### /m);
  return new Map([
    [undefined, variablesIn(sections.get('Variables') ?? '')],
    ...others.map((text) => [text.slice(0, text.indexOf('\n')), variablesIn(text)] as const),
  ]);
}

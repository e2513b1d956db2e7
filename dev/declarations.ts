/**
 * Makes one declaration file out of those that the compiler writes for each module: what a module
 * exports, and what that refers to.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** `export { a, type B } from './module';`, as the entry has them. */
const EXPORTS = /^export (type )?\{([^}]*)\} from '\.\/([\w-]+)';$/gm;

/** The modules that a module refers to. */
const REFERENCES = /^(?:import|export) .* from '\.\/([\w-]+)';$/gm;

/** A declaration with its comment, up to the line that ends it. */
const DECLARATION =
  /^(?:\/\*\*(?:(?!\*\/)[\s\S])*?\*\/\n)?export (?:declare )?(?:abstract )?(interface|type|class|function|const) (\w+)(?:.*[;}]$|[\s\S]*?^\}.*$)/gm;

/**
 * The declarations of one module as a single file.
 *
 * @param folder where the compiler wrote its declarations
 * @param entry the module, which only re-exports from modules beside it
 * @throws when two declarations that are needed have the same name
 */
export function bundleDeclarations(folder: string, entry: string): string {
  const read = (name: string) => readFileSync(join(folder, `${name}.d.ts`), 'utf8');
  const index = read(entry);
  const exported = [...index.matchAll(EXPORTS)].flatMap(([, type = '', names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => type + name),
  );

  const modules = new Set<string>();
  const visit = (name: string) => {
    if (modules.has(name)) return;
    modules.add(name);
    for (const [, next = ''] of read(name).matchAll(REFERENCES)) visit(next);
  };
  for (const [, , , name = ''] of index.matchAll(EXPORTS)) visit(name);

  const declarations = [...modules].flatMap((name) =>
    [...read(name).matchAll(DECLARATION)].map(([text, kind, declared = '']) => ({
      declared,
      text: text.replace(
        /^export (declare )?/m,
        /interface|type/.test(kind ?? '') ? '' : 'declare ',
      ),
    })),
  );
  const needed = new Set<(typeof declarations)[number]>();
  const need = (name: string) => {
    const found = declarations.filter(({ declared }) => declared === name);
    if (found.length > 1) throw new Error(`Two modules of ${entry} declare ${name}.`);
    const [declaration] = found;
    if (!declaration || needed.has(declaration)) return;
    needed.add(declaration);
    const code = declaration.text.replace(/\/\*\*[\s\S]*?\*\//g, '');
    for (const [word] of code.matchAll(/\b[A-Z]\w+/g)) need(word);
  };
  for (const name of exported) need(name.replace(/^type /, ''));

  const body = declarations.filter((each) => needed.has(each)).map(({ text }) => text);
  return `${body.join('\n')}\nexport { ${exported.join(', ')} };\n`;
}

/** What `npm run add` would do to another Functions project, found out without changing anything. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { isJsonObject, ownMember } from '../../src/http/json';
import { isSetting, REQUIRED_NAMES } from './names';

/** Where the record of what was added lies, relative to the other project. */
export const RECORD = '.conversations-token.json';

/** The types of `caller.private.js`, for projects in TypeScript. */
const CALLER_TYPES = join(__dirname, 'caller.d.ts');

/** What is wanted. */
export interface Wanted {
  /** The folder with this project's built files: `dist`. */
  built: string;
  /** The other project. */
  project: string;
  /** Whether visitors without a sign-in are wanted, so `guest.js` too. */
  guests: boolean;
  /** Whether the browser client is wanted, as the asset `/conversations-token.js`. */
  client: boolean;
}

/** One file to write. */
export interface FileChange {
  /** Relative to the other project. */
  path: string;
  content: string;
  kind: 'new' | 'update' | 'same';
}

/** All that would be done. */
export interface Plan {
  files: readonly FileChange[];
  /** Why nothing can be done; empty if it can. */
  conflicts: readonly string[];
  /** What is left to do by hand. */
  notes: readonly string[];
}

/** The platform accepts these versions of its runtime handler that npm has. */
const HANDLERS = ['1.3.0', '2.0.0', '2.0.1'];
const HANDLER = '@twilio/runtime-handler';

/**
 * Plans the addition.
 *
 * @throws Error with a sentence if the folder is not a Functions project at all
 */
export function planAddition({ built, project, guests, client }: Wanted): Plan {
  const manifest = readManifest(project);
  const folders = foldersOf(project);
  const record = readRecord(project);
  const names = ['token.js', 'health.js', 'caller.private.js', ...(guests ? ['guest.js'] : [])];
  const sources: (readonly [from: string, to: string])[] = [
    ...names.map(
      (name) => [join(built, 'functions', name), join(folders.functions, name)] as const,
    ),
    [CALLER_TYPES, join(folders.functions, 'caller.private.d.ts')],
  ];
  if (client) {
    for (const name of ['conversations-token.js', 'conversations-token.d.ts']) {
      sources.push([join(built, 'assets', name), join(folders.assets, name)]);
    }
  }
  const conflicts: string[] = [];
  if (manifest.type === 'module') {
    conflicts.push(
      'package.json has "type": "module", and these functions are CommonJS. Remove the field, or keep them in a project of their own.',
    );
  }
  const files = sources.map(([source, path]) => {
    const content = readFileSync(source, 'utf8');
    const before = existsSync(join(project, path))
      ? readFileSync(join(project, path), 'utf8')
      : undefined;
    if (before !== undefined && before !== content && record[path] !== digest(before)) {
      conflicts.push(`${path} is not a file that this command has put there. Move it away first.`);
    }
    const other = otherFileOfUrl(project, path);
    if (other !== undefined) {
      conflicts.push(`${other} has the same URL as ${path}. Rename it first.`);
    }
    const kind = before === undefined ? 'new' : before === content ? 'same' : 'update';
    return { path, content, kind } satisfies FileChange;
  });
  const example = exampleFile(project, guests);
  const recordFile: FileChange = {
    path: RECORD,
    content: `${JSON.stringify(Object.fromEntries(files.map(({ path, content }) => [path, digest(content)])), null, 2)}\n`,
    kind: existsSync(join(project, RECORD)) ? 'update' : 'new',
  };
  return {
    files: [...files, ...(example ? [example] : []), recordFile],
    conflicts,
    notes: notesOn(project, manifest),
  };
}

/** Lower-case hexadecimal SHA-256, as the record has it. */
function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function readJson(file: string): Record<string, unknown> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    throw new Error(`${basename(file)} is not valid JSON. Correct it first.`);
  }
}

function readManifest(project: string): Record<string, unknown> {
  const manifest = readJson(join(project, 'package.json'));
  if (!manifest) {
    throw new Error(`${project} has no package.json, so it is not a Functions project.`);
  }
  return manifest;
}

function readRecord(project: string): Record<string, unknown> {
  return readJson(join(project, RECORD)) ?? {};
}

/** The folders that the toolkit deploys: those of .twilioserverlessrc, or its defaults. */
function foldersOf(project: string): { functions: string; assets: string } {
  const settings = readJson(join(project, '.twilioserverlessrc')) ?? {};
  const { functionsFolder, assetsFolder } = settings;
  const first = (...names: string[]) => names.find((name) => existsSync(join(project, name)));
  const functions =
    typeof functionsFolder === 'string' ? functionsFolder : first('functions', 'src');
  if (functions === undefined) {
    throw new Error(
      `${project} has no functions folder. Name it as functionsFolder in .twilioserverlessrc, or make functions/.`,
    );
  }
  const assets =
    typeof assetsFolder === 'string' ? assetsFolder : (first('assets', 'static') ?? 'assets');
  return { functions, assets };
}

/** A file of another access (`token.protected.js`) is at the same URL. */
function otherFileOfUrl(project: string, path: string): string | undefined {
  const folder = join(project, path, '..');
  if (!existsSync(folder)) return undefined;
  const urlOf = (name: string) => name.replace(/(\.(private|protected))?\.[^.]+$/, '');
  const name = basename(path);
  const other = readdirSync(folder).find(
    (each) => each !== name && each.endsWith('.js') && urlOf(each) === urlOf(name),
  );
  return other === undefined ? undefined : relative(project, join(folder, other));
}

/** `.env.example` with the names that it lacks; undefined if it has them all. */
function exampleFile(project: string, guests: boolean): FileChange | undefined {
  const path = '.env.example';
  const before = existsSync(join(project, path)) ? readFileSync(join(project, path), 'utf8') : '';
  const present = namesIn(before);
  const missing = [...REQUIRED_NAMES, ...(guests ? ['GUESTS', 'GUEST_SECRET'] : [])].filter(
    (name) => !present.includes(name),
  );
  if (missing.length === 0) return undefined;
  const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const lines = [
    '# For /token: https verified sign-ins to Twilio Conversations',
    ...missing.map((name) => `${name}=`),
  ];
  return {
    path,
    content: `${before}${gap}${lines.join('\n')}\n`,
    kind: before === '' ? 'new' : 'update',
  };
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/^\s*#?\s*([A-Za-z_]\w*)\s*=/gm)].map(([, name = '']) => name);
}

function notesOn(project: string, manifest: Record<string, unknown>): string[] {
  const notes: string[] = [];
  const dependencies = isJsonObject(manifest.dependencies) ? manifest.dependencies : {};
  const handler = ownMember(dependencies, HANDLER);
  if (handler === undefined) {
    notes.push(
      `Add "${HANDLER}": "2.0.1" to the dependencies: without it, functions get no headers, so no one can prove who they are.`,
    );
  } else if (!HANDLERS.includes(String(handler))) {
    notes.push(
      `Set "${HANDLER}" to exactly "2.0.1": the platform refuses ranges and the versions after it.`,
    );
  }
  if (ownMember(dependencies, 'twilio') === undefined) {
    notes.push('Add "twilio" to the dependencies: rules with roles use it.');
  }
  const runtime = ownMember(readJson(join(project, '.twilioserverlessrc')), 'runtime');
  if (runtime === undefined) {
    notes.push('Deploy with --runtime node22, or set "runtime": "node22" in .twilioserverlessrc.');
  } else if (!/^node(2[2-9]|[3-9]\d)$/.test(String(runtime))) {
    notes.push(`Set "runtime" in .twilioserverlessrc to "node22" instead of "${runtime}".`);
  }
  const foreign = foreignNames(project);
  if (foreign.length > 0) {
    notes.push(
      `Add OTHER_VARIABLES=${foreign.join(',')} to .env: these names look like settings of /token, which refuses names that it does not know.`,
    );
  }
  notes.push(
    'Fill in .env: npm run setup in this repository writes one that you can copy from, and npm run doctor checks it.',
    'Deploy, then ask GET /health: {"status":"ok"} says that the settings are valid.',
  );
  return notes;
}

/** Names of the other project's own variables that the service would take for misspelt settings. */
function foreignNames(project: string): string[] {
  const names = ['.env', '.env.example']
    .map((name) => join(project, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => namesIn(readFileSync(file, 'utf8')));
  return [...new Set(names)].filter((name) => !isSetting(name)).sort();
}

/** `npm run add -- ../their-project`: puts the built functions into another Functions project. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type FileChange, type Plan, planAddition } from './plan';

const USAGE = `Usage: npm run add -- <folder> [--guests] [--client] [--dry-run]

Puts /token and /health, and caller.private.js for functions of your own, into
another Twilio Functions project. Run it again to update them.

  --guests   also /guest, for visitors without a sign-in
  --client   also the browser client, as the asset /conversations-token.js
  --dry-run  show what would be done, and do nothing
`;

const BUILT = resolve(__dirname, '../../dist');

/**
 * Runs the command.
 *
 * @param words the arguments, as they were typed
 * @param write prints a text
 * @returns the exit code: 0 if it was done, 1 if something stands in the way, 2 for wrong usage
 */
export function runAdd(words: readonly string[], write: (text: string) => void): 0 | 1 | 2 {
  const options = readOptions(words);
  if (options === undefined || options.values.help) {
    write(USAGE);
    return options ? 0 : 2;
  }
  const { values, positionals } = options;
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) {
    write(USAGE);
    return 2;
  }
  const project = resolve(folder);
  let plan: Plan;
  try {
    plan = planAddition({
      built: BUILT,
      project,
      guests: values.guests ?? false,
      client: values.client ?? false,
    });
  } catch (error) {
    write(`${(error as Error).message}\n`);
    return 1;
  }
  if (plan.conflicts.length > 0) {
    write(['Nothing was changed:', ...plan.conflicts.map((each) => `  - ${each}`), ''].join('\n'));
    return 1;
  }
  const dryRun = values['dry-run'] ?? false;
  if (!dryRun) for (const change of plan.files) put(project, change);
  write(
    [
      dryRun ? 'This would be done:' : 'Done:',
      ...plan.files.map(({ path, kind }) => `  ${WORDS[kind].padEnd(9)} ${path}`),
      '',
      'Left to do:',
      ...plan.notes.map((note, i) => `  ${i + 1}. ${note}`),
      '',
    ].join('\n'),
  );
  return 0;
}

const WORDS = { new: 'added', update: 'updated', same: 'unchanged' } as const;

function readOptions(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        guests: { type: 'boolean' },
        client: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch {
    return undefined;
  }
}

function put(project: string, { path, content, kind }: FileChange): void {
  if (kind === 'same') return;
  const file = join(project, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

if (require.main === module) {
  process.exitCode = runAdd(process.argv.slice(2), (text) => process.stdout.write(text));
}

/** Compiles and checks the policy, so that a mistake in it is found before it is deployed. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import Module from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';
import { parseSettings } from '../src/settings';
import { POLICY_FILE, type Policy } from '../src/settings/policy';
import { programOf } from './program';

/**
 * Checks `src/policy.ts` with the TypeScript compiler, which finds misspelled fields, and with the
 * service's own validation, which finds what types cannot express.
 *
 * @param root the folder of the project
 * @returns the hash of the policy with everything it imports: the same for the same decisions,
 *   whatever the comments and the formatting. The build writes it into each bundle.
 * @throws with all mistakes
 */
export async function checkPolicy(root: string): Promise<string> {
  const [code] = await Promise.all([compilePolicy(root), checkTypes(root)]);
  requireValid(evaluatePolicy(root, code));
  return createHash('sha256').update(code).digest('hex').slice(0, 16);
}

/** The policy and its imports as one minified CommonJS module. */
async function compilePolicy(root: string): Promise<string> {
  const { outputFiles } = await bundle({
    absWorkingDir: root,
    entryPoints: [POLICY_FILE],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

async function checkTypes(root: string): Promise<void> {
  const args = [programOf('typescript', 'tsc'), '--project', 'tsconfig.policy.json'];
  await promisify(execFile)(process.execPath, [...args, '--pretty', 'false'], { cwd: root }).catch(
    ({ stdout, message }: { stdout?: string; message: string }) => {
      throw new Error(`${POLICY_FILE} does not compile:\n${stdout || message}`.trimEnd());
    },
  );
}

/** Runs the compiled policy rather than importing it, since it may have changed since the start. */
function evaluatePolicy(root: string, code: string): Policy {
  const file = join(root, POLICY_FILE);
  const compiled = new Module(file) as Module & { _compile(code: string, file: string): void };
  compiled.filename = file;
  compiled.paths = module.paths;
  compiled._compile(code, file);
  return compiled.exports.policy;
}

function requireValid(policy: Policy): void {
  const parsed = parseSettings({}, policy);
  const mistakes = parsed.ok
    ? []
    : parsed.problems.filter(({ variable }) => variable === POLICY_FILE);
  if (mistakes.length === 0) return;
  const sentences = mistakes.map(({ sentence }) => `  ${sentence}`);
  throw new Error([`${POLICY_FILE} has to be corrected:`, ...sentences].join('\n'));
}

/** Compiles and checks the policy, so that a mistake in it is found before it is deployed. */
import { execFile } from 'node:child_process';
import Module from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';
import { checkPolicy as problemsOf } from '../policy-check';
import type { Policy } from '../src/settings';
import { POLICY_FILE } from '../src/settings/problem';
import { stampOf } from '../src/settings/stamp';
import { programOf } from './program';

/**
 * Checks `src/policy.ts` with the TypeScript compiler, which finds misspelled fields, and with
 * `policy-check`, which finds what types cannot express.
 *
 * @param root the folder of the project
 * @returns the stamp of the policy: a hash, the same for the same decisions. The build writes it into
 *   each bundle, and the service compares it with the policy that it runs with.
 * @throws with all mistakes
 */
export async function checkPolicy(root: string): Promise<string> {
  const [code] = await Promise.all([compilePolicy(root), checkTypes(root)]);
  const policy = evaluatePolicy(root, code);
  requireValid(policy);
  return stampOf(policy);
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
  const mistakes = problemsOf(policy);
  if (mistakes.length === 0) return;
  const sentences = mistakes.map(({ sentence }) => `  ${sentence}`);
  throw new Error([`${POLICY_FILE} has to be corrected:`, ...sentences].join('\n'));
}

/**
 * The mark of a policy that was checked. The build checks the policy once, with `policy-check`; at its
 * start the service compares the mark, which is much faster, and without it refuses every request.
 */
import { hash } from 'node:crypto';
import type { Policy } from './policy';
import { POLICY_FILE, type Problem, problem } from './problem';

/** Replaced by the build: the stamp of the policy that it has checked. */
declare const POLICY_CHECK_STAMP: string | undefined;

/** Whether this runs from source, as in tests and tools, where nothing was built and so not checked. */
const FROM_SOURCE = typeof __filename === 'string' && __filename.endsWith('.ts');

/** The stamp of a policy: a hash of what it says, by which two policies can be told apart. */
export function stampOf(policy: Policy): string {
  return hash('sha256', JSON.stringify(policy)).slice(0, 16);
}

/** The stamp that this bundle was built with; undefined without one. */
export function deployedStamp(): string | undefined {
  return typeof POLICY_CHECK_STAMP === 'undefined' ? undefined : POLICY_CHECK_STAMP;
}

/**
 * What keeps a policy from being used: in a bundle, that its stamp is not that of a checked policy;
 * from source, whatever the check itself finds.
 */
export function problemsOfPolicy(policy: Policy, stamp = deployedStamp()): readonly Problem[] {
  if (stamp === stampOf(policy)) return [];
  if (stamp === undefined && FROM_SOURCE) return checkFromSource(policy);
  return [
    problem(
      POLICY_FILE,
      'unchecked',
      'was built without the check of the policy.',
      'Build with npm run build, and deploy again.',
    ),
  ];
}

/** The check, which no bundle has in it: the bundler does not see what is required. */
function checkFromSource(policy: Policy): readonly Problem[] {
  const check: { checkPolicy(policy: Policy): Problem[] } = require(
    ['..', '..', 'policy-check'].join('/'),
  );
  return check.checkPolicy(policy);
}

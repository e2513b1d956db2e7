/**
 * Everything that can be wrong with a policy, found before it is deployed. The build and the doctor run
 * this; a running service does not, but refuses every request without the stamp that the build gives.
 */
import { type ParsedSettings, parseSettings } from '../src/settings';
import { VARIABLES_OF_ISSUER } from '../src/settings/issuer-fields';
import { POLICY_FILE, type Problem, problem } from '../src/settings/problem';
import { policyShape } from './policy';
import { checkRules } from './rules';
import { isPlainObject, type Tell } from './shape';

/**
 * Finds every problem of a policy, of whatever shape it is. Each names the field.
 *
 * @returns problems under the name of the file; none if all is well
 */
export function checkPolicy(policy: unknown): Problem[] {
  const parsed = parseUnchecked({}, policy);
  // What is wrong with variables is not a matter of the policy.
  return parsed.ok ? [] : parsed.problems.filter(({ variable }) => variable === POLICY_FILE);
}

/** Parses an environment under a policy that was not built, and so not checked either. */
export function parseUnchecked(
  environment: Readonly<Record<string, unknown>>,
  policy: unknown,
): ParsedSettings {
  const problems: Problem[] = [];
  /** The fields of the top level that have a problem, so that no other check trips over them. */
  const unsound = new Set<string>();
  const tell: Tell = (at, finding, remedy = '', kind = 'malformed') => {
    unsound.add(/^\w*/.exec(at)?.[0] ?? '');
    problems.push(problem(POLICY_FILE, kind, `${at === '' ? 'policy' : at} ${finding}`, remedy));
  };
  policyShape(policy, '', tell);
  const given = isPlainObject(policy) ? policy : {};
  checkPermissions(given, tell);
  const sound = Object.entries(given).filter(([field]) => !unsound.has(field));
  const parsed = parseSettings(environment, Object.fromEntries(sound));
  if (problems.length === 0) return parsed;
  const others = (parsed.ok ? [] : parsed.problems).filter(
    // Without its issuers, the policy seems to leave them to the variables, and to name no secrets.
    ({ variable, kind }) =>
      !unsound.has('issuers') ||
      (kind !== 'unknown' && !VARIABLES_OF_ISSUER.some((name) => name === variable)),
  );
  return { ok: false, problems: [...problems, ...others] };
}

/** Checks the rules, and what else names a role. */
function checkPermissions(policy: Record<string, unknown>, tell: Tell): void {
  const { rules, roles, guests, backends, mode } = policy;
  const names = isPlainObject(roles) ? Object.keys(roles) : [];
  if (rules !== undefined) checkRules(rules, names, tell);
  const checkRole = (at: string, name: unknown) => {
    if (names.some((each) => each === name)) return;
    tell(at, 'must be a name in roles.', 'npm run roles prints them.');
  };
  if (isPlainObject(guests) && guests.role !== undefined) checkRole('guests.role', guests.role);
  const choices = isPlainObject(backends) ? backends.mayChooseRoles : undefined;
  if (Array.isArray(choices)) {
    for (const [i, name] of choices.entries()) checkRole(`backends.mayChooseRoles[${i}]`, name);
  }
  if (mode === 'audit' && rules === undefined) {
    tell('mode', 'has no effect without rules.', 'Remove it.', 'idle');
  }
}

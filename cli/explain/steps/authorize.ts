/** The third step: may they, as what, and for how long? */
import { type AuthorizationRules, authorize, type Grant } from '../../../src/authorize';
import type { Settings } from '../../../src/settings';
import type { Check } from '../model';
import { judged, oneOf, open, quote, refusalBy } from '../show';
import type { Fields, Trial } from '../trial';
import type { Found } from './found';
import { checkRules, type Ruled } from './rules';

/** What was found out about the grant. */
export interface Authorized {
  checks: readonly Check[];
  traces?: Ruled['traces'];
  /** What the caller gets; undefined if nothing. */
  grant?: Grant;
}

type FoundCaller = NonNullable<Found['caller']>;

/** Makes the checks of this step. */
export function checkAuthorization(
  caller: FoundCaller | undefined,
  trial: Trial,
  fields: Fields,
): Authorized {
  const { settings, runtime } = trial;
  const rules = settings.authorization;
  const { check, traces } = checkRules(caller, rules.rules);
  const now = runtime.now() / 1000;
  const checks = [
    check,
    ...(caller?.kind === 'backend' ? checkWishes(caller, fields, settings) : []),
    checkScope(caller, rules, now),
  ];
  let grant: Grant | undefined;
  if (caller) {
    refusalBy(() => {
      // Without the scope, which has a check of its own, so that the rest can be told.
      grant = authorize(withScope(caller, []), fields, rules, now);
    });
  }
  return { checks, ...(traces && { traces }), ...(grant && { grant }) };
}

/** What a backend asks for, each judged by the service's own code as if there were no rules. */
function checkWishes(
  caller: FoundCaller,
  { role, lifetime }: Fields,
  { authorization }: Settings,
): Check[] {
  const { rules: _, ...free } = authorization;
  const judgeField = (title: string, field: object, found: string, wanted: string) =>
    judged(
      title,
      refusalBy(() => authorize(caller, field, free, 0)),
      { found, wanted },
    );
  const roles = [...authorization.backends.roles.keys()];
  return [
    ...(role === undefined
      ? []
      : [
          judgeField(
            'Chosen role',
            { role },
            quote(role),
            roles.length > 0 ? oneOf(roles) : 'none: backends.mayChooseRoles lists no role',
          ),
        ]),
    ...(lifetime === undefined
      ? []
      : [
          judgeField(
            'Chosen lifetime',
            { lifetime },
            quote(lifetime),
            authorization.backends.mayChooseLifetime
              ? '300 to 86400 s'
              : 'none: backends.mayChooseLifetime is not true',
          ),
        ]),
  ];
}

function checkScope(
  caller: FoundCaller | undefined,
  { rules: _, ...authorization }: AuthorizationRules,
  now: number,
): Check {
  const title = 'Scope';
  if (!caller) return open(title, 'no claims to find it in');
  const required = caller.kind === 'person' ? caller.entry.requiredScope : [];
  if (required.length === 0) return open(title, 'none is required');
  const { scope, scp } = caller.claims;
  return judged(
    title,
    refusalBy(() => authorize(caller, {}, authorization, now)),
    {
      found: quote(scope ?? scp),
      wanted: `${required.map(quote).join(' and ')}, in scope or scp`,
    },
  );
}

function withScope(caller: FoundCaller, requiredScope: readonly string[]): FoundCaller {
  return caller.kind === 'person'
    ? { ...caller, entry: { ...caller.entry, requiredScope } }
    : caller;
}

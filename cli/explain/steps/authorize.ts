/** The third step: may they, as what, and for how long? */
import type { Caller } from '../../../src/authenticate/bearer-jwt';
import { authorize, type Grant } from '../../../src/authorize';
import { permit } from '../../../src/authorize/permit';
import type { Subject } from '../../../src/log';
import type { Settings } from '../../../src/settings';
import type { Check } from '../model';
import { judged, oneOf, open, quote, refusalBy } from '../show';
import type { Fields, Trial } from '../trial';
import { checkRules, type Ruled } from './rules';

/** What was found out about the grant. */
export interface Authorized {
  checks: readonly Check[];
  traces?: Ruled['traces'];
  /** What the caller gets; undefined if nothing. */
  grant?: Grant;
}

/**
 * Makes the checks of this step.
 *
 * @param requiredScope undefined where the issuer has no entry
 */
export function checkAuthorization(
  caller: Caller | undefined,
  requiredScope: readonly string[] | undefined,
  trial: Trial,
  fields: Fields,
): Authorized {
  const { settings, runtime } = trial;
  const { check, traces } = checkRules(caller, settings.permissions);
  const now = runtime.now() / 1000;
  const checks = [
    check,
    ...(caller?.kind === 'backend' ? checkWishes(caller, fields, settings) : []),
    checkScope(caller, requiredScope, settings, now),
  ];
  let grant: Grant | undefined;
  if (caller && requiredScope) {
    refusalBy(() => {
      // Without the scope, which has a check of its own, so that the rest can be told.
      grant = authorize(caller, [], permit(caller, fields, settings, nobody()), now);
    });
  }
  return { checks, ...(traces && { traces }), ...(grant && { grant }) };
}

/** What a backend asks for, each judged by the service's own code as if there were no rules. */
function checkWishes(caller: Caller, { role, lifetime }: Fields, settings: Settings): Check[] {
  const { permissions } = settings;
  const free: Settings = {
    ...settings,
    permissions: permissions && { ...permissions, rules: undefined },
  };
  const judgeField = (title: string, field: object, found: string, wanted: string) =>
    judged(
      title,
      refusalBy(() => permit(caller, field, free, nobody())),
      { found, wanted },
    );
  const roles = [...(permissions?.backendRoles.keys() ?? [])];
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
            settings.backends?.mayChooseLifetime
              ? '300 to 86400 s'
              : 'none: backends.mayChooseLifetime is not true',
          ),
        ]),
  ];
}

function checkScope(
  caller: Caller | undefined,
  required: readonly string[] | undefined,
  { authorization }: Settings,
  now: number,
): Check {
  const title = 'Scope';
  if (!required) return open(title, 'not known which is wanted, because the issuer has no entry');
  if (required.length === 0) return open(title, 'none is required');
  if (!caller) return open(title, 'no claims to find it in');
  const { scope, scp } = caller.claims;
  return judged(
    title,
    refusalBy(() => authorize(caller, required, authorization, now)),
    {
      found: quote(scope ?? scp),
      wanted: `${required.map(quote).join(' and ')}, in scope or scp`,
    },
  );
}

const nobody = (): Subject => ({ caller: undefined, issuer: undefined, identity: undefined });

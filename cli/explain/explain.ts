/** From a credential to an explanation: what the service answers, and every check that leads to it. */
import { looksLikeJwt } from '../../src/authenticate';
import { REFUSALS } from '../../src/errors';
import { describeRefusal } from '../../src/log';
import type { Policy } from '../../src/settings';
import { advise } from '../diagnose/advice';
import type { Credential, Surroundings } from '../diagnose/credential';
import { withoutTokens } from '../diagnose/redact';
import { type Walk, walk } from '../diagnose/walk';
import { checksOf } from './checks';
import { describeIssue } from './issue';
import { type Check, type Explanation, STEPS, type Verdict } from './model';
import { traceRules } from './rules';

/** What an explanation needs to know besides. */
export interface Context extends Surroundings {
  policy: Policy;
  /** Claims that the file of claims left out, and that were filled in. */
  filledIn?: readonly string[];
}

/** Explains what the service makes of a credential. */
export async function explain(credential: Credential, context: Context): Promise<Explanation> {
  const { token } = credential;
  const found = await walk(credential, context);
  const { kind, claims, decision } = found;
  const ruled = traceRules(found);
  const issued = describeIssue(found, ruled.traces, context.policy);
  const [authenticate, identify, authorize] = await Promise.all([
    checksOf('authenticate', found, token),
    checksOf('identify', found, token),
    checksOf('authorize', found, token),
  ]);
  const shown = credential.assumed ? authenticate.filter(isOfClaims) : authenticate;
  const filledIn = context.filledIn ?? [];
  const note = `${filledIn.join(', ')}, which the file leaves out`;
  const explanation: Explanation = {
    kind,
    at: new Date(context.now).toISOString(),
    checks: {
      authenticate: [
        ...(filledIn.length > 0 ? [{ title: 'Filled in', mark: 'open' as const, note }] : []),
        ...shown,
      ],
      identify,
      authorize: authorize.map((check) =>
        check.title === 'Rules' ? { ...check, ...ruled.check } : check,
      ),
      issue: decision.refused
        ? [{ title: 'Access token', mark: 'open', note: 'none is issued, because a check failed' }]
        : [],
    },
    ...(claims && { claims }),
    ...(ruled.traces && { rules: ruled.traces }),
    ...(issued && { issued }),
    verdict: verdictOf(found, token, context.offline, issued?.user !== undefined),
    whatToDo: advise(found, token, context.policy.issuers === undefined),
  };
  const tokens = [token, ...token.split('.').slice(2)];
  return withoutTokens(explanation, tokens);
}

/** Of a token that was made of claims here, what its form is tells nothing. */
function isOfClaims({ title, mark }: Check): boolean {
  return mark === 'fails' || !['Form', 'Header', 'Type', 'Algorithm', 'Key'].includes(title);
}

function verdictOf(
  { decision, unproven }: Walk,
  token: string,
  offline: boolean,
  writesUser: boolean,
): Verdict {
  const { refused, subject } = decision;
  const audit = subject.audit === undefined ? {} : { audit: subject.audit };
  if (!refused) {
    const taken = writesUser ? ([...unproven, 'twilio'] as const) : unproven;
    return { outcome: 'granted', status: 200, ...audit, unproven: taken };
  }
  const { code } = refused;
  const untold = offline && code === 'issuer_unavailable' && !looksLikeJwt(token);
  return {
    outcome: untold ? 'undecided' : 'refused',
    status: describeRefusal(refused).status,
    error: REFUSALS[code].error,
    code,
    sentence: REFUSALS[code].sentence,
    cause: refused.message,
    ...audit,
    unproven,
  };
}

/** The first check that fails, in the order of the service. */
export function firstFailure({ checks, verdict }: Explanation) {
  const all = STEPS.flatMap((step) => checks[step].map((check) => ({ step, check })));
  const failing = all.filter(({ check }) => check.mark === 'fails');
  return failing.find(({ check }) => check.code === verdict.code) ?? failing[0];
}

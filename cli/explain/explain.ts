/** From a credential to an explanation: the service's own verdict, and every check that leads to it. */
import type { Policy } from '../../src/settings';
import { type Explanation, STEPS, type StepName } from './model';
import { withoutTokens } from './redact';
import { noneFails, open } from './show';
import { checkAuthentication } from './steps/authenticate';
import { checkAuthorization } from './steps/authorize';
import { checkIdentity } from './steps/identify';
import { checkIssue, describeIssue } from './steps/issue';
import { type Credential, type Surroundings, tryOut, verdictOf } from './trial';

/** What an explanation needs to know besides. */
export interface Context extends Surroundings {
  policy: Policy;
  /** Claims that the file of claims left out, and that were filled in. */
  filledIn?: readonly string[];
}

const TWILIO = ['twilio'] as const;

/** Explains what the service makes of a credential. */
export async function explain(credential: Credential, context: Context): Promise<Explanation> {
  const { fields } = credential;
  const trial = await tryOut(credential, context);
  const { answer } = trial;
  const found = await checkAuthentication(trial, credential.assumed !== undefined);
  const { kind, caller, claims } = found;
  const named = checkIdentity(caller);
  const authorized = checkAuthorization(caller, trial, fields);
  const { traces, grant } = authorized;
  const rule = traces?.find(({ state }) => state === 'decides')?.name;
  const recipient = { caller, identity: named.identity, grant, rule, fields };
  const issued = describeIssue(recipient, trial, context.policy);
  const filledIn = context.filledIn ?? [];
  const before: Omit<Explanation['checks'], 'issue'> = {
    authenticate: [
      ...(filledIn.length > 0
        ? [open('Filled in', `${filledIn.join(', ')}, which the file leaves out`)]
        : []),
      ...found.checks,
    ],
    identify: named.checks,
    authorize: authorized.checks,
  };
  const told = Object.values(before).some((checks) => !noneFails(checks));
  const verdict = verdictOf(trial, context.offline);
  const explanation: Explanation = {
    kind,
    at: new Date(context.now).toISOString(),
    checks: { ...before, issue: checkIssue(answer, told) },
    ...(claims && { claims }),
    ...(traces && { rules: traces }),
    ...(issued && { issued }),
    verdict: {
      ...verdict,
      unproven: [...verdict.unproven, ...(issued?.granted && issued.user ? TWILIO : [])],
    },
  };
  const tokens = [credential.token, trial.token, answer.issued?.token ?? ''];
  const signatures = tokens.flatMap((token) => token.split('.').slice(2));
  return withoutTokens(explanation, [...tokens, ...signatures]);
}

/** The first check that fails, in the order of the service. */
export function firstFailure({ checks }: Explanation) {
  const all = STEPS.flatMap((step: StepName) => checks[step].map((check) => ({ step, check })));
  return all.find(({ check }) => check.mark === 'fails');
}

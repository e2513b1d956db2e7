/**
 * For functions of your own that need to know who is calling: the same check as `/token`, without a
 * token at the end.
 *
 * In this repository, import it; in another Functions project, get it from the private function
 * `caller`, which `npm run add` puts there:
 *
 * ```js
 * const { withCaller } = require(Runtime.getFunctions()['caller'].path);
 * exports.handler = withCaller(async (context, event, callback, caller) => {
 *   callback(null, caller.respond({ hello: caller.identity }));
 * });
 * ```
 */
import type {
  Context,
  EnvironmentVariables,
  ServerlessCallback,
  ServerlessEventObject,
  ServerlessFunctionSignature,
  TwilioResponse,
} from '@twilio-labs/serverless-runtime-types/types';
import { createEndpoint, type Runtime, systemRuntime } from './endpoint';
import { type CallerInfo, caller } from './endpoints/caller';
import { REFUSALS, Refusal } from './errors';
import { type Answer, refusalBody } from './http/answer';
import { readRequest, toResponse } from './platform';
import { policy as deployedPolicy } from './policy';
import type { Policy } from './settings';

/** The caller of a function, and how to answer them. */
export interface FunctionCaller extends CallerInfo {
  /**
   * Makes a response with the headers of this service's own answers: CORS, `no-store`, JSON.
   *
   * @param body sent as JSON
   * @param status HTTP status, 200 if left out
   */
  respond(body: object, status?: number): TwilioResponse;
}

/** A function that knows its caller. */
export type CallerFunction<C extends EnvironmentVariables = EnvironmentVariables> = (
  context: Context<C>,
  event: ServerlessEventObject,
  callback: ServerlessCallback,
  caller: FunctionCaller,
) => unknown;

/**
 * Makes the handler of a function that only callers with a valid credential reach. Everyone else gets
 * the same refusals, headers and log line as from `/token`; rules of the policy apply.
 *
 * The handler never throws: an error of your function, thrown or passed to the callback before it
 * has answered, becomes a 500 without details, and its name goes to the log.
 */
export function withCaller<C extends EnvironmentVariables = EnvironmentVariables>(
  own: CallerFunction<C>,
  runtime: Runtime = systemRuntime,
  policy: Policy = deployedPolicy,
): ServerlessFunctionSignature<C> {
  const identifyCaller = createEndpoint(caller, runtime, policy);
  return async (context, event, callback) => {
    const answer = await identifyCaller(readRequest(context, event));
    if (answer.status !== 200) return callback(null, toResponse(answer));
    let answered = false;
    const answerOnce: ServerlessCallback = (error, payload) => {
      if (answered) return;
      answered = true;
      if (error === null || error === undefined) callback(null, payload);
      else callback(null, toResponse(failure(answer, error, runtime)));
    };
    const respond = (body: object, status = 200) => toResponse({ ...answer, status, body });
    try {
      await own(context, event, answerOnce, { ...(answer.body as CallerInfo), respond });
    } catch (error) {
      answerOnce(error as Error);
    }
  };
}

/** The answer for an error of an adopter's function, and its line in the log. */
function failure({ headers }: Answer, error: unknown, { log, randomId }: Runtime): Answer {
  const refused = Refusal.of(error);
  const requestId = randomId();
  log({ event: 'function', level: 'error', cause: refused.message, requestId });
  const { status } = REFUSALS[refused.code];
  return { status, headers, body: refusalBody(refused, requestId) };
}

/** Makes functions of endpoints. It exports no handler, so the build makes no URL of it. */
// The platform's globals: `Twilio`, `Runtime`.
import type {} from '@twilio-labs/serverless-runtime-types';
import type { ServerlessFunctionSignature } from '@twilio-labs/serverless-runtime-types/types';
import { createEndpoint, type Endpoint, type ServiceRequest, systemRuntime } from '../src/endpoint';
import type { Answer } from '../src/http/answer';
import { readRequest, toResponse } from '../src/platform';
import { policy } from '../src/policy';

/**
 * Makes a handler of one endpoint of the service. It calls back exactly once and never with an
 * error, because the platform would show the caller a stack trace without CORS headers.
 */
export function adapt(
  endpoint: (request: ServiceRequest) => Promise<Answer>,
): ServerlessFunctionSignature {
  return async (context, event, callback) =>
    callback(null, toResponse(await endpoint(readRequest(context, event))));
}

/** Serves an endpoint with the real runtime and the policy of this deployment. */
export const serve = (endpoint: Endpoint) => adapt(createEndpoint(endpoint, systemRuntime, policy));

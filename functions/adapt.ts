/** Between the platform's calling convention and the service. */
import type {
  Context,
  ServerlessCallback,
  ServerlessEventObject,
  ServerlessFunctionSignature,
} from '@twilio-labs/serverless-runtime-types/types';
import { createEndpoint, type Endpoint, type ServiceRequest, systemRuntime } from '../src/endpoint';
import type { Answer } from '../src/http/answer';
import { isJsonObject, ownMember } from '../src/http/json';
import { policy } from '../src/policy';

/**
 * Makes a handler of one endpoint of the service. It calls back exactly once and never with an
 * error, because the platform would show the caller a stack trace without CORS headers.
 */
export function adapt(
  endpoint: (request: ServiceRequest) => Promise<Answer>,
): ServerlessFunctionSignature {
  return async (context: Context, event: ServerlessEventObject, callback: ServerlessCallback) => {
    const answer = await endpoint({
      environment: context,
      headers: headersOf(event),
      cookies: ownMember(ownMember(event, 'request'), 'cookies'),
      fields: event,
    });
    const response = new Twilio.Response();
    response.setStatusCode(answer.status);
    response.setHeaders(answer.headers);
    // An object, because the local runtime encodes a text once more.
    response.setBody(answer.body);
    return callback(null, response);
  };
}

/** The headers as they came: a caller can replace `event.request` by a field of that name. */
function headersOf(event: unknown): unknown {
  const request = ownMember(event, 'request');
  // A request that is no object has headers of an unexpected shape, rather than none.
  return request === undefined || isJsonObject(request) ? ownMember(request, 'headers') : request;
}

/** Serves an endpoint with the real runtime and the policy of this deployment. */
export const serve = (endpoint: Endpoint) => adapt(createEndpoint(endpoint, systemRuntime, policy));

/** Between the platform's calling convention and the service: no other file of `src/` knows about it. */
import type {
  Context,
  ServerlessEventObject,
  TwilioResponse,
} from '@twilio-labs/serverless-runtime-types/types';
import type { ServiceRequest } from './endpoint';
import type { Answer } from './http/answer';
import { isJsonObject, ownMember } from './http/json';

/** What the platform calls a function with, as the service sees it. */
export function readRequest(context: Context, event: ServerlessEventObject): ServiceRequest {
  return {
    environment: context,
    headers: headersOf(event),
    cookies: ownMember(ownMember(event, 'request'), 'cookies'),
    fields: event,
  };
}

/** The headers as they came: a caller can replace `event.request` by a field of that name. */
function headersOf(event: unknown): unknown {
  const request = ownMember(event, 'request');
  // A request that is not an object has headers of an unexpected shape, rather than none.
  return request === undefined || isJsonObject(request) ? ownMember(request, 'headers') : request;
}

/** An answer as the platform sends it. */
export function toResponse({ status, headers, body }: Answer): TwilioResponse {
  const response = new Twilio.Response();
  response.setStatusCode(status);
  response.setHeaders(headers);
  // An object, because the local runtime encodes a string once more.
  response.setBody(body);
  return response;
}

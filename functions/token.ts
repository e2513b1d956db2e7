/** `POST /token`: a bearer token in, a Conversations access token out. */
import '@twilio-labs/serverless-runtime-types';
import { adapt } from './shared/adapt';
import { service } from './shared/service';

/** The platform's entry point. */
export const handler = adapt(service.token);

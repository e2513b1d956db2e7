/** `GET /health`: 200 when the settings are valid, 500 otherwise; nothing of them is shown. */
import '@twilio-labs/serverless-runtime-types';
import { adapt } from './shared/adapt';
import { service } from './shared/service';

/** The platform's entry point. */
export const handler = adapt(service.health);

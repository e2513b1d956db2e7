/** From an endpoint to the handler of a deployed function. */
import { createEndpoint, type Endpoint, systemRuntime } from '../../src/endpoint';
import { policy } from '../../src/policy';
import { adapt } from './adapt';

/** Serves an endpoint with the real runtime and the policy of this deployment. */
export const serve = (endpoint: Endpoint) => adapt(createEndpoint(endpoint, systemRuntime, policy));

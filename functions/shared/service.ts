/** The one service of an instance, which keeps its key sets between requests. */
import { policy } from '../../src/policy';
import { createService, systemRuntime } from '../../src/service';

/** Shared by all requests that a warm instance answers. */
export const service = createService(systemRuntime, policy);

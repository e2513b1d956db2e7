/** Tells whether the settings are valid, and nothing of them. */
import type { Endpoint } from '../endpoint';

/** `/health`: whoever gets this far has valid settings. */
export const health: Endpoint = {
  event: 'health',
  start: () => async () => ({ status: 'ok' }),
};

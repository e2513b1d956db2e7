/** `GET /health`: 200 when the settings are valid, 500 otherwise; nothing of them is shown. */
import { health } from '../src/endpoints/health';
import { serve } from './adapt';

/** The platform's entry point. */
export const handler = serve(health);

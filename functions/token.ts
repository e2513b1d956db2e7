/** `POST /token`: a bearer token in, a Conversations access token out. */
import { token } from '../src/endpoints/token';
import { serve } from './adapt';

/** The platform's entry point. */
export const handler = serve(token);

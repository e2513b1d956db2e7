/** `POST /guest`: a guest ticket for a visitor without a login, where `GUESTS=on`. */
import { guest } from '../src/endpoints/guest';
import { serve } from './adapt';

/** The platform's entry point. */
export const handler = serve(guest);

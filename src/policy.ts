/**
 * The file to edit when variables do not suffice. It is compiled into the functions, so a change
 * takes effect with the next deployment. Every field is explained where its type is declared, in
 * `src/settings/policy.ts`; a mistake is found at start, with a sentence that names the field.
 *
 * With several logins:
 *
 * ```ts
 * export const policy: Policy = {
 *   issuers: [
 *     {
 *       issuer: 'https://staff.eu.auth0.com/',
 *       audience: 'https://chat.example.com',
 *       namespace: 'staff',
 *       requiredScope: 'chat',
 *     },
 *     {
 *       issuer: 'https://securetoken.google.com/shop-1234',
 *       audience: 'shop-1234',
 *       namespace: 'customer',
 *     },
 *   ],
 * };
 * ```
 */
import type { Policy } from './settings/policy';

/** What this deployment trusts beyond its variables. Empty, the variables say everything. */
export const policy: Policy = {};

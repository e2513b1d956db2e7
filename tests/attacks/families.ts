/** All attacks, by kind. */
import { algorithms } from './algorithms.cases';
import { anyLoginFamilies } from './any-login.cases';
import { askedFamilies } from './asked.cases';
import { backendFamilies } from './backends.cases';
import { base64 } from './base64.cases';
import { challenges } from './challenges.cases';
import { claimFamilies } from './claims.cases';
import { cookies } from './cookies.cases';
import { credentials } from './credentials.cases';
import { eventFamilies } from './event.cases';
import { guestFamilies } from './guests.cases';
import { identityFamilies } from './identity.cases';
import { issuerFamilies } from './issuers.cases';
import { json } from './json.cases';
import { keyInjection } from './key-injection.cases';
import { keySets } from './key-sets.cases';
import { lookupFamilies } from './lookups.cases';
import { mechanismFamilies } from './mechanisms.cases';
import { origins } from './origins.cases';
import { permissionFamilies } from './permissions.cases';
import { ruleFamilies } from './rules.cases';
import type { Family } from './runner';
import { scopes } from './scopes.cases';
import { signatures } from './signatures.cases';
import { structure } from './structure.cases';

const [ticketsForTokens, ...otherGuestFamilies] = guestFamilies;

/** Those that a credential makes, with fields beside it at most. */
export const CREDENTIAL_FAMILIES: readonly Family[] = [
  algorithms,
  signatures,
  keyInjection,
  json,
  base64,
  structure,
  ...claimFamilies,
  ...issuerFamilies,
  keySets,
  ...identityFamilies,
  scopes,
  credentials,
  ...(ticketsForTokens ? [ticketsForTokens] : []),
  ...backendFamilies,
  ...lookupFamilies,
  ...mechanismFamilies,
  ...ruleFamilies,
  ...permissionFamilies,
];

/** All of them. */
export const FAMILIES: readonly Family[] = [
  ...CREDENTIAL_FAMILIES,
  ...eventFamilies,
  origins,
  ...otherGuestFamilies,
  challenges,
  ...anyLoginFamilies,
  ...askedFamilies,
  cookies,
];

/** Which page of the documents is about the login that issued a token. */
import { findProvider } from '../providers';

/** Login systems by how their issuers begin or end. */
const ISSUERS: readonly [pattern: RegExp, provider: string][] = [
  [/^https:\/\/[^/]+\.auth0\.com\//, 'auth0'],
  [/^https:\/\/[^/]+\.(okta|oktapreview|okta-emea)\.com/, 'okta'],
  [/^https:\/\/cognito-idp\./, 'cognito'],
  [
    /^https:\/\/(login\.microsoftonline\.com|sts\.windows\.net|[^/]+\.ciamlogin\.com|[^/]+\.b2clogin\.com)\//,
    'entra',
  ],
  [/^https:\/\/securetoken\.google\.com\//, 'firebase'],
  [/^(https:\/\/)?accounts\.google\.com$/, 'google'],
  [/^https:\/\/[^/]+\.clerk\.accounts\.dev|^https:\/\/clerk\./, 'clerk'],
  [/^https:\/\/[^/]+\.supabase\.(co|in)\//, 'supabase'],
  [/\/realms\/[^/]+$/, 'keycloak'],
];

/** The page about the issuer of a token; undefined if it is not one that is known. */
export function pageFor(claims: Record<string, unknown> | undefined): string | undefined {
  const iss = claims?.iss;
  if (typeof iss !== 'string') return undefined;
  const [, id = ''] = ISSUERS.find(([pattern]) => pattern.test(iss)) ?? [];
  return findProvider(id)?.page;
}

/** Which page of the documentation is about the login system that issued a token. */
import { recognise } from '../providers';

/** The page about the system that the claims point to; undefined if they point to none. */
export function pageFor(claims: Record<string, unknown> | undefined): string | undefined {
  if (!claims) return undefined;
  const [system] = recognise({ kind: 'jwt', header: {}, payload: claims });
  return system?.page;
}

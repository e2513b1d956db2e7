/** What several rows have in common. */
import type { Policy } from '../../../src/settings';
import { codeIn, readPage } from './page';

/** A JWE has five parts. */
export const ENCRYPTED = `${Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url')}.a.b.c.d`;

/** A token that is bound to a key (RFC 9449 §6). */
export const BOUND = {
  claims: { cnf: { jkt: '2HR2BW5-tan1aI6yIPHVOHwirAy4kQGWULoQHKUO0s4' } },
};

/** The identity of alice@example.com. */
export const ALICE = 'alice_40example.com';

/** The rules that a page shows, as they stand there. */
export function policyOn(path: string, section: string): Policy {
  const [code = ''] = codeIn(readPage(path).sections.get(section) ?? '', 'ts');
  return new Function(`return ({ ${code} })`)();
}

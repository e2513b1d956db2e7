/** The variable for trusted backends. */
import { BACKEND_CLAIM } from '../authenticate/backend';
import { isNamespace, POLICY_FILE, type Policy } from './policy';
import type { VariableReader } from './reader';
import type { BackendEntry } from './settings';

/** Reads what trusted backends may do; undefined if there are none. */
export function readBackends(
  read: VariableReader,
  policy: Policy['backends'] = {},
  namespaces: readonly (string | undefined)[],
): BackendEntry | undefined {
  const digests = read.list('BACKEND_TOKENS');
  if (digests.some((digest) => !/^[0-9a-f]{64}$/.test(digest))) {
    return read.refuse(
      'BACKEND_TOKENS',
      'must list SHA-256 digests, 64 hexadecimal digits each. Make one with: npm run backend-token',
    );
  }
  const { namespace = 'backend' } = policy;
  const taken = digests.length > 0 && namespaces.includes(namespace);
  if (!isNamespace(namespace) || taken) {
    read.refuse(
      POLICY_FILE,
      'backends.namespace must be 1 to 32 letters, digits or -, not guest, and none of an issuer.',
    );
  }
  if (digests.length === 0) return undefined;
  const format = { kind: 'escaped' } as const;
  return { digests, identity: { claim: BACKEND_CLAIM, claimType: 'string', format, namespace } };
}

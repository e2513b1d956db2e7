/** The variable for trusted backends. */
import type { BackendRules } from '../authenticate/backend';
import { isNamespace, POLICY_FILE, type Policy } from './policy';
import type { VariableReader } from './reader';

/** Reads what trusted backends may do; undefined if there are none. */
export function readBackends(
  read: VariableReader,
  policy: Policy['backends'] = {},
  namespaces: readonly (string | undefined)[],
): BackendRules | undefined {
  const digests = read.list('BACKEND_TOKENS');
  if (digests.some((digest) => !/^[0-9a-f]{64}$/.test(digest))) {
    return read.refuse(
      'BACKEND_TOKENS',
      'must list SHA-256 digests, 64 hexadecimal digits each. Make one with: npm run backend-token',
    );
  }
  const { namespace = 'backend', mayChooseLifetime = false } = policy;
  const taken = digests.length > 0 && namespaces.includes(namespace);
  if (!isNamespace(namespace) || taken) {
    read.refuse(
      POLICY_FILE,
      'backends.namespace must be 1 to 32 letters, digits or -, not guest, and none of an issuer.',
    );
  }
  return digests.length === 0 ? undefined : { digests, namespace, mayChooseLifetime };
}

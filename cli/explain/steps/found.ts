/** What the first step finds out. */
import type { Caller } from '../../../src/authenticate';
import type { Claims } from '../../../src/authenticate/jwt';
import type { BackendEntry, IssuerEntry } from '../../../src/settings';
import type { Check, CredentialKind } from '../model';

/** What was found out about a credential. */
export interface Found {
  kind: CredentialKind;
  checks: readonly Check[];
  claims?: Claims;
  /** Whom it speaks for, or would if nothing failed. It then never expires. */
  caller?: Caller<IssuerEntry, BackendEntry>;
  /** The entry that a person is judged by. */
  entry?: IssuerEntry;
}

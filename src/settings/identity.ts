/** The variables that say how a claim becomes an identity. */

import { claimPath } from '../authenticate/claim';
import type { IdentityFormat, IdentityRules } from '../identify';
import type { VariableReader } from './reader';

const FORMATS = ['escaped', 'hashed', 'verbatim'] as const;

/** The name of a format. */
export type IdentityFormatName = (typeof FORMATS)[number];

/** Whether this names a claim, or is a path of names with dots between. */
export function isClaimPath(claim: string): boolean {
  return !claimPath(claim).includes('');
}

/** Reads the rules for identities of the issuer that the variables describe. */
export function readIdentity(read: VariableReader): IdentityRules {
  const claim = read.text('IDENTITY_CLAIM') ?? 'sub';
  if (!isClaimPath(claim)) {
    read.refuse('IDENTITY_CLAIM', 'must be the name of a claim, or a path such as user.id.');
  }
  return { claim, claimType: 'string', format: identityFormat(read) };
}

/**
 * A format with what it needs.
 *
 * @param name what `IDENTITY_FORMAT` says if left out
 */
export function identityFormat(read: VariableReader, name?: IdentityFormatName): IdentityFormat {
  const kind = name ?? read.oneOf('IDENTITY_FORMAT', FORMATS, 'escaped');
  if (kind !== 'hashed') return { kind };
  read.require('IDENTITY_SECRET', 'The format hashed needs it, and it must never change.');
  return { kind, secret: read.secret('IDENTITY_SECRET') ?? '' };
}

/** Refuses `IDENTITY_SECRET` where no identity is hashed. */
export function refuseIdleSecret(read: VariableReader, used: readonly IdentityRules[]): void {
  if (used.some(({ format }) => format.kind === 'hashed')) return;
  read.refuseIdle(['IDENTITY_SECRET'], 'IDENTITY_FORMAT=hashed');
}

/** The variables that say whose tokens count. */
import type { PublishedKeys, SharedSecrets, TrustedIssuer } from '../authenticate';
import {
  isSignatureAlgorithm,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
} from '../authenticate/algorithms';
import type { VariableReader } from './reader';

/** Accepted from an issuer unless its entry says otherwise. */
export const DEFAULT_ALGORITHMS: readonly SignatureAlgorithm[] = ['RS256', 'ES256', 'EdDSA'];

/** Reads the one trusted issuer that variables can describe. */
export function readTrust(read: VariableReader): TrustedIssuer {
  const issuer = readIssuer(read);
  const keys = readKeys(read);
  const audience = read.list('AUTH_AUDIENCE');
  read.require(
    'AUTH_AUDIENCE',
    'It is what your login puts into the audience of its tokens. Without it, tokens for any other app would be accepted.',
  );
  const audienceClaim = read.text('AUTH_AUDIENCE_CLAIM') ?? 'aud';
  const clockTolerance = readClockTolerance(read);
  return { ...(issuer !== undefined && { issuer }), keys, audience, audienceClaim, clockTolerance };
}

/** Seconds by which the clock of any issuer may differ. */
export function readClockTolerance(read: VariableReader): number {
  return read.integer('AUTH_CLOCK_TOLERANCE', { min: 0, max: 300, fallback: 30, unit: 'seconds' });
}

function readIssuer(read: VariableReader): string | undefined {
  if (!read.isSet('AUTH_ISSUER') && !read.isSet('AUTH_SECRET')) {
    return read.refuse(
      'AUTH_ISSUER',
      'is missing. It is the address of your login as in the iss of its tokens. (Or set AUTH_SECRET, if your own backend signs with HS256.)',
    );
  }
  const issuer = read.url('AUTH_ISSUER');
  if (issuer?.includes('?')) return read.refuse('AUTH_ISSUER', 'may not have a query.');
  return issuer;
}

function readKeys(read: VariableReader): PublishedKeys | SharedSecrets {
  const jwksUri = read.url('AUTH_JWKS_URI');
  const algorithms = readAlgorithms(read);
  if (!read.isSet('AUTH_SECRET')) {
    if (read.isSet('AUTH_SECRET_PREVIOUS')) {
      read.refuse('AUTH_SECRET_PREVIOUS', 'is set without AUTH_SECRET, the current secret.');
    }
    if (read.isSet('AUTH_JWKS_URI')) read.require('AUTH_ISSUER', 'AUTH_JWKS_URI needs it too.');
    return {
      kind: 'published',
      algorithms,
      fetch: true,
      ...(jwksUri !== undefined && { jwksUri }),
    };
  }
  for (const variable of ['AUTH_JWKS_URI', 'AUTH_ALGORITHMS']) {
    if (read.isSet(variable)) {
      read.refuse(
        variable,
        'cannot stand beside AUTH_SECRET: an issuer has either published keys or a shared secret. Remove one of the two.',
      );
    }
  }
  const secrets = [read.secret('AUTH_SECRET'), read.secret('AUTH_SECRET_PREVIOUS')];
  return { kind: 'shared', secrets: secrets.filter((secret) => secret !== undefined) };
}

function readAlgorithms(read: VariableReader): readonly SignatureAlgorithm[] {
  const names = read.list('AUTH_ALGORITHMS');
  if (names.length === 0) return DEFAULT_ALGORITHMS;
  for (const name of names.filter((each) => !isSignatureAlgorithm(each))) {
    read.refuse('AUTH_ALGORITHMS', remedyFor(name));
  }
  return names.filter(isSignatureAlgorithm);
}

function remedyFor(name: string): string {
  const supported = `Supported are ${SIGNATURE_ALGORITHMS.join(', ')}.`;
  if (name.startsWith('HS')) {
    return `lists an algorithm of shared secrets, which AUTH_SECRET is for. ${supported}`;
  }
  if (name.startsWith('PS')) return `lists RSASSA-PSS, which is not supported. ${supported}`;
  return `lists an algorithm that is not supported. ${supported}`;
}

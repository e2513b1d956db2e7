/** The one issuer that the variables describe. */

import {
  isSignatureAlgorithm,
  SIGNATURE_ALGORITHMS,
  type SignatureAlgorithm,
} from '../authenticate/algorithms';
import type { PublishedKeys, SharedSecrets, TrustedIssuer } from '../authenticate/trust';
import { readIdentity } from './identity';
import { readLookup } from './lookup';
import type { VariableReader } from './reader';
import type { IssuerEntry } from './settings';
import { DEFAULT_ALGORITHMS, DEFAULT_TOKEN_TYPES, isScope, readClockTolerance } from './trust';

/** Reads it. */
export function readIssuerOfVariables(read: VariableReader): IssuerEntry {
  return {
    ...readTrust(read),
    identity: readIdentity(read),
    requiredScope: readRequiredScope(read),
  };
}

/** Reads how its tokens are judged. */
function readTrust(read: VariableReader): TrustedIssuer {
  const issuer = readIssuer(read);
  const keys = readKeys(read);
  const audience = read.list('AUTH_AUDIENCE');
  read.require(
    'AUTH_AUDIENCE',
    'It is the audience of your tokens. Without it, tokens for any app would be accepted.',
  );
  const audienceClaim = read.text('AUTH_AUDIENCE_CLAIM') ?? 'aud';
  const clockToleranceSeconds = readClockTolerance(read);
  const login = readLookup(read);
  return {
    issuer: issuer === undefined ? { kind: 'any' } : { kind: 'exact', spellings: [issuer] },
    keys,
    audience,
    audienceClaim,
    requiredClaims: [],
    clockToleranceSeconds,
    maxAgeSeconds: undefined,
    tokenTypes: DEFAULT_TOKEN_TYPES,
    login,
  };
}

function readIssuer(read: VariableReader): string | undefined {
  if (!read.isSet('AUTH_ISSUER') && !read.isSet('AUTH_SECRET')) {
    return read.refuse(
      'AUTH_ISSUER',
      'is missing. It is the iss of your tokens. (Or set AUTH_SECRET, if your own backend signs them.)',
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
    read.refuseIdle(['AUTH_SECRET_PREVIOUS'], 'AUTH_SECRET');
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
        'cannot stand beside AUTH_SECRET: keys are published or shared. Remove one of the two.',
      );
    }
  }
  const secrets = [read.secret('AUTH_SECRET'), read.secret('AUTH_SECRET_PREVIOUS', 'AUTH_SECRET')];
  return {
    kind: 'shared',
    algorithms: ['HS256'],
    secrets: secrets.filter((secret) => secret !== undefined),
  };
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
    return `lists an algorithm for AUTH_SECRET. ${supported}`;
  }
  return `lists an algorithm that is not supported. ${supported}`;
}

function readRequiredScope(read: VariableReader): string[] {
  const scope = read.text('AUTH_REQUIRED_SCOPE')?.split(/ +/) ?? [];
  if (!scope.every(isScope)) {
    read.refuse('AUTH_REQUIRED_SCOPE', 'must be scopes with single spaces between.');
  }
  return scope;
}

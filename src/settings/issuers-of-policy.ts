/** The issuers that `src/policy.ts` lists. */

import { isSignatureAlgorithm, SIGNATURE_ALGORITHMS } from '../authenticate/algorithms';
import type { LoginSettings } from '../authenticate/ask-login';
import { readSigningKeys } from '../authenticate/key-set/signing-keys';
import type { PublishedKeys, SharedSecrets } from '../authenticate/trust';
import { parseTrustworthyUrl } from '../http/url';
import { identityFormat, isClaimPath, readIdentity } from './identity';
import { MAX_REMEMBERED_SECONDS } from './lookup';
import { type IntrospectionPolicy, type IssuerPolicy, isNamespace, POLICY_FILE } from './policy';
import type { VariableReader } from './reader';
import type { IssuerEntry } from './settings';
import { DEFAULT_ALGORITHMS, DEFAULT_TOKEN_TYPES, isScope, readClockTolerance } from './trust';
import { VARIABLES_OF_ISSUER } from './variables';

/** Reads the issuers of a policy; what is wrong is noted under the name of the file. */
export function readPolicyIssuers(
  issuers: readonly IssuerPolicy[],
  read: VariableReader,
): IssuerEntry[] {
  for (const variable of VARIABLES_OF_ISSUER.filter((name) => read.isSet(name))) {
    read.refuse(
      variable,
      `has no use, because ${POLICY_FILE} lists the issuers. Remove one of the two.`,
    );
  }
  if (issuers.length === 0)
    read.refuse(POLICY_FILE, 'lists no issuer. Add one, or leave issuers out.');
  refuseRepetition(issuers, read);
  return issuers.map((issuer, index) => readIssuer(issuer, `issuers[${index}]`, read));
}

function refuseRepetition(issuers: readonly IssuerPolicy[], read: VariableReader): void {
  const repeated = (values: readonly unknown[]) => new Set(values).size < values.length;
  if (repeated(issuers.map(({ issuer }) => issuer))) {
    read.refuse(POLICY_FILE, 'lists an issuer twice. Make one entry of the two.');
  }
  if (repeated(issuers.flatMap(({ secretVariables = [] }) => secretVariables))) {
    read.refuse(POLICY_FILE, 'lets two issuers share a secret, so each could vouch for the other.');
  }
  const asked = issuers.filter(({ introspection: asks }) => asks && asks.tokens !== 'jwt');
  if (asked.length > 1) {
    read.refuse(
      POLICY_FILE,
      "asks several issuers about tokens that are no JWT, and nothing in those says whose they are. Give all but one tokens: 'jwt'.",
    );
  }
  const namespaces = issuers.map(({ namespace }) => namespace);
  if (issuers.length > 1 && namespaces.includes(undefined)) {
    read.refuse(
      POLICY_FILE,
      'lists several issuers, but not each has a namespace. Give each one, or people of two issuers could share an identity.',
    );
  } else if (repeated(namespaces)) {
    read.refuse(POLICY_FILE, 'gives two issuers the same namespace. Give each its own.');
  }
}

function readIssuer(entry: IssuerPolicy, at: string, read: VariableReader): IssuerEntry {
  const refuse = (field: string, sentence: string) =>
    read.refuse(POLICY_FILE, `${at}.${field} ${sentence}`);
  if (!parseTrustworthyUrl(entry.issuer) || entry.issuer.includes('?')) {
    refuse('issuer', 'must be an https URL without query (http only on this machine).');
  }
  const audience = [entry.audience].flat();
  if (audience.length === 0 || audience.includes('')) refuse('audience', 'must not be empty.');
  if (entry.namespace !== undefined && !isNamespace(entry.namespace)) {
    refuse('namespace', 'must be 1 to 32 letters, digits or -, and not guest.');
  }
  const requiredScope = [entry.requiredScope ?? []].flat().flatMap((scope) => scope.split(' '));
  if (!requiredScope.every(isScope))
    refuse('requiredScope', 'must be scopes, single spaces between.');
  const { claim, claimType = 'string', format } = entry.identity ?? {};
  const defaults = readIdentity(read);
  if (claim !== undefined && !isClaimPath(claim)) {
    refuse('identity.claim', 'must be the name of a claim, or a path such as user.id.');
  }
  return {
    issuer: { kind: 'exact', spellings: [entry.issuer] },
    audience,
    audienceClaim: entry.audienceClaim ?? 'aud',
    requiredClaims: [],
    maxAgeSeconds: undefined,
    tokenTypes: DEFAULT_TOKEN_TYPES,
    clockToleranceSeconds: readClockTolerance(read),
    keys: entry.secretVariables
      ? readSecrets(entry, entry.secretVariables, refuse, read)
      : readPublishedKeys(entry, refuse),
    login: entry.introspection && readIntrospection(entry.introspection, refuse, read),
    requiredScope,
    identity: {
      claim: claim ?? defaults.claim,
      claimType,
      format: format === undefined ? defaults.format : identityFormat(read, format),
      ...(entry.namespace !== undefined && { namespace: entry.namespace }),
    },
  };
}

type Refuse = (field: string, sentence: string) => void;

function readPublishedKeys(entry: IssuerPolicy, refuse: Refuse): PublishedKeys {
  const { algorithms = DEFAULT_ALGORITHMS, jwksUri, keySet, fetchKeys = true } = entry;
  if (algorithms.length === 0 || !algorithms.every(isSignatureAlgorithm)) {
    refuse('algorithms', `must be some of ${SIGNATURE_ALGORITHMS.join(', ')}.`);
  }
  if (!fetchKeys && jwksUri !== undefined) {
    refuse('jwksUri', 'has no use with fetchKeys: false. Remove one of the two.');
  }
  if (jwksUri !== undefined && !parseTrustworthyUrl(jwksUri)) {
    refuse('jwksUri', 'must be an https URL (http only on this machine).');
  }
  if (!fetchKeys && !keySet)
    refuse('keySet', 'is missing. Without fetchKeys it is the only source.');
  return {
    kind: 'published',
    algorithms,
    fetch: fetchKeys,
    ...(jwksUri !== undefined && { jwksUri }),
    ...(keySet && { seed: readSeed(keySet, refuse) }),
  };
}

function readSeed(keySet: object, refuse: Refuse) {
  try {
    return readSigningKeys(keySet);
  } catch {
    refuse('keySet', 'has no usable public key.');
    return [];
  }
}

function readSecrets(
  entry: IssuerPolicy,
  variables: readonly string[],
  refuse: Refuse,
  read: VariableReader,
): SharedSecrets {
  if (entry.algorithms || entry.jwksUri || entry.keySet || entry.fetchKeys !== undefined) {
    refuse(
      'secretVariables',
      'cannot stand beside published keys. An issuer has one or the other.',
    );
  }
  const [current] = variables;
  if (current === undefined) refuse('secretVariables', 'must name a variable.');
  else read.require(current, `It holds the secret of an issuer in ${POLICY_FILE}.`);
  const secrets = variables.map((name) => read.secret(name, current));
  return {
    kind: 'shared',
    algorithms: ['HS256'],
    secrets: secrets.filter((secret) => secret !== undefined),
  };
}

function readIntrospection(
  { url, clientId, secretVariable, authMethod, tokens, cacheSeconds }: IntrospectionPolicy,
  refuse: Refuse,
  read: VariableReader,
): LoginSettings {
  if (!parseTrustworthyUrl(url)) {
    refuse('introspection.url', 'must be an https URL (http only on this machine).');
  }
  if (clientId === '') refuse('introspection.clientId', 'must not be empty.');
  const remember = cacheSeconds ?? MAX_REMEMBERED_SECONDS;
  if (!(remember >= 0 && remember <= MAX_REMEMBERED_SECONDS)) {
    refuse('introspection.cacheSeconds', `must be from 0 to ${MAX_REMEMBERED_SECONDS}.`);
  }
  read.require(secretVariable, `It holds the secret of a client in ${POLICY_FILE}.`);
  return {
    endpoint: {
      kind: 'introspection',
      url,
      clientId,
      clientSecret: read.text(secretVariable) ?? '',
      authMethod: authMethod ?? 'client_secret_basic',
    },
    tokens: tokens ?? 'opaque',
    cacheSeconds: remember,
  };
}

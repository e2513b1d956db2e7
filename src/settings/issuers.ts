/** The one validator of issuers, whether variables or the policy describe them. */
import {
  canonicalAlgorithm,
  fitsAlgorithm,
  HMAC_HASHES,
  isHmacAlgorithm,
  isSignatureAlgorithm,
  SIGNATURE_ALGORITHMS,
} from '../authenticate/algorithms';
import { isClaimPath } from '../authenticate/claim';
import type { RequiredClaim } from '../authenticate/claims';
import {
  NoKey,
  readPublicKey,
  readSigningKeys,
  type SigningKey,
} from '../authenticate/key-set/signing-keys';
import type { IssuerKeys, IssuerRule } from '../authenticate/trust';
import { FetchFailure } from '../http/get';
import { isJsonObject } from '../http/json';
import { parseTrustworthyUrl } from '../http/url';
import type { IdentityFormat, IdentityRules } from '../identify';
import type { IssuerSource } from './issuer-fields';
import { readLogin } from './login';
import type { IdentityFormatName } from './policy';
import { placeholderIn, SECRET_ENCODINGS, type VariableReader } from './reader';
import type { IssuerEntry } from './settings';

/** In place of an audience: skips its check. Spelled out, because it is a risk. */
export const ANY_TOKEN_OF_THIS_KEY = 'ANY_TOKEN_OF_THIS_KEY';

/**
 * Where the keys of an issuer come from: given by the operator, found by discovery, or nowhere, because
 * its login is asked about every token.
 */
type KeyOrigin = 'explicit' | 'discovery' | 'none';

/** Reads one issuer. */
export function readIssuer(source: IssuerSource, read: VariableReader): IssuerEntry {
  const login = readLogin(source, read);
  const origin = keyOriginOf(source);
  const namespace = source.value('namespace');
  if (namespace !== undefined && !isNamespace(namespace)) {
    source.refuse('namespace', 'malformed', `must be ${NAMESPACE}.`);
  }
  if (origin === 'none') {
    source.refuseIdle(['algorithms', 'tokenTypes', 'keySet'], 'where no key verifies tokens');
    if (source.value('introspection.tokens') === 'jwt') {
      source.refuse(
        'introspection.tokens',
        'conflict',
        'selects JWTs, which keys must verify first.',
        `Set ${source.name('issuer')}, or ${explicitKeysOf(source)}.`,
      );
    }
  }
  return {
    issuer: readIssuerRule(source, origin),
    keys: origin === 'none' ? undefined : readKeys(source, read),
    audience: readAudience(source, origin),
    audienceClaim: readClaimPath(source, 'audienceClaim'),
    requiredClaims: readRequiredClaims(source),
    maxAgeSeconds: source.integer('maxAge', { min: 1, max: 315_360_000, unit: 'seconds' }),
    clockToleranceSeconds:
      source.integer('clockTolerance', { min: 0, max: 300, unit: 'seconds' }) ?? 0,
    tokenTypes: readTokenTypes(source),
    login,
    requiredScope: readRequiredScope(source),
    identity: readIdentity(source, read, namespace as string | undefined),
  };
}

function keyOriginOf(source: IssuerSource): KeyOrigin {
  const explicit = (['jwksUri', 'publicKey', 'secretVariables'] as const).some((field) =>
    source.has(field),
  );
  if (explicit || source.value('fetchKeys') === false) return 'explicit';
  const asked = source.has('userinfo.url') || source.has('introspection.url');
  const askedAboutAll = source.has('userinfo.url') && source.value('userinfo.tokens') === 'all';
  return askedAboutAll || (asked && !source.has('issuer')) ? 'none' : 'discovery';
}

/** What discovery documents and manuals write where the name of a tenant belongs. */
const PLACEHOLDER_NAME =
  /^(tenant[-_]?(id|name)|your.*|domain(name)?|host(name)?|region|realm(name)?|(user)?pool(id)?|project(id)?|policy)$/i;

function readIssuerRule(source: IssuerSource, origin: KeyOrigin): IssuerRule {
  if (!source.has('issuer')) {
    if (origin === 'discovery') {
      source.refuse(
        'issuer',
        'missing',
        'is missing.',
        `It is the iss of the tokens. (Or set ${source.name('secretVariables')} if your own backend signs them, or ${source.name('userinfo.url')} if your login is to be asked.)`,
      );
    }
    source.refuseIdle(['tenants'], `without ${source.name('issuer')}`);
    return { kind: 'any' };
  }
  const spellings = source.strings('issuer');
  const [first] = spellings;
  // Unreadable: that has its problem already.
  if (first === undefined && source.value('issuer') === undefined) return { kind: 'any' };
  const malformed = (finding: string, remedy?: string): IssuerRule => {
    source.refuse('issuer', 'malformed', finding, remedy);
    return { kind: 'any' };
  };
  if (first === undefined || spellings.some((each) => each.trim() === '' || /\p{Cc}/u.test(each))) {
    return malformed('must not be empty, nor have control characters.');
  }
  if (new Set(spellings).size < spellings.length) return malformed('lists a spelling twice.');
  const placeholder = spellings.map(placeholderIn).find((found) => found !== undefined);
  if (placeholder) {
    source.refuse('issuer', placeholder.kind, placeholder.finding, placeholder.remedy);
    return { kind: 'any' };
  }
  if (spellings.some((each) => /[{}]/.test(each))) return readPattern(source, spellings, origin);
  source.refuseIdle(['tenants'], 'without a pattern as issuer');
  if (origin === 'discovery' && (!parseTrustworthyUrl(first) || first.includes('?'))) {
    return malformed(
      'must be an https URL without query, where keys are found by discovery (http only on this machine).',
      `For any other text set ${explicitKeysOf(source)}.`,
    );
  }
  return { kind: 'exact', spellings: [first, ...spellings.slice(1)] };
}

const explicitKeysOf = (source: IssuerSource) =>
  `${source.name('jwksUri')}, ${source.name('publicKey')} or ${source.name('secretVariables')}`;

function readPattern(
  source: IssuerSource,
  spellings: readonly string[],
  origin: KeyOrigin,
): IssuerRule {
  const [pattern = ''] = spellings;
  const [, before = '', claim = ''] = /^([^{}]*)\{([^{}]*)\}[^{}]*$/.exec(pattern) ?? [];
  if (spellings.length > 1 || claim === '') {
    source.refuse(
      'issuer',
      'malformed',
      'must have one place such as {tid} and nothing else beside it, if it is a pattern.',
    );
  } else if (
    PLACEHOLDER_NAME.test(claim) ||
    !/^[A-Za-z_][\w-]*$/.test(claim) ||
    (isMicrosoft(before) && claim !== 'tid')
  ) {
    source.refuse(
      'issuer',
      'placeholder',
      'has a placeholder in braces, not the name of a claim.',
      isMicrosoft(before)
        ? 'Write {tid} for every tenant, or the ID of your own one.'
        : 'Write the value of your tenant, or the claim that has it.',
    );
  } else if (origin === 'discovery') {
    source.refuse(
      'issuer',
      'conflict',
      'is a pattern, for which keys must be given.',
      `Set ${explicitKeysOf(source)}.`,
    );
  }
  if (!source.has('tenants')) return { kind: 'pattern', pattern, claim };
  const values = source.strings('tenants');
  if (values.length === 0 || !values.every((value) => /^[A-Za-z0-9-]+$/.test(value))) {
    source.refuse('tenants', 'malformed', 'must list values of letters, digits and -.');
  }
  return { kind: 'pattern', pattern, claim, values };
}

const isMicrosoft = (url: string) =>
  /^https:\/\/(login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.windows\.net)\//.test(
    url,
  );

function readAudience(source: IssuerSource, origin: KeyOrigin): readonly string[] | 'any' {
  const audience = source.strings('audience');
  if (!source.has('audience')) {
    source.refuseIdle(['audienceClaim'], `without ${source.name('audience')}`);
    if (origin === 'none') return 'any';
    source.refuse(
      'audience',
      'missing',
      'is missing.',
      'It is the audience of your tokens. Without it, tokens for any app would be accepted.',
    );
    return [];
  }
  if (origin === 'none' && source.has('userinfo.url')) {
    source.refuseIdle(['audience', 'audienceClaim'], 'where the login is asked about every token');
  } else if (audience.includes(ANY_TOKEN_OF_THIS_KEY)) {
    if (audience.length > 1) {
      source.refuse('audience', 'conflict', `has audiences beside ${ANY_TOKEN_OF_THIS_KEY}.`);
    }
    if (origin !== 'explicit') {
      source.refuse(
        'audience',
        'insecure',
        `can be ${ANY_TOKEN_OF_THIS_KEY} only where keys are given.`,
        `Set ${explicitKeysOf(source)}.`,
      );
    }
    source.refuseIdle(['audienceClaim'], `with ${ANY_TOKEN_OF_THIS_KEY}`);
    return 'any';
  } else if (audience.includes('') || (audience.length === 0 && source.value('audience'))) {
    source.refuse('audience', 'malformed', 'must not be empty.');
  }
  return audience;
}

function readClaimPath(source: IssuerSource, field: 'audienceClaim' | 'identity.claim'): string {
  const claim = String(source.value(field));
  if (!isClaimPath(claim)) {
    source.refuse(
      field,
      'malformed',
      'must be the name of a claim, a path such as user.id, or a JSON pointer such as /user/id.',
    );
  }
  return claim;
}

function readRequiredClaims(source: IssuerSource): RequiredClaim[] {
  const given = source.value('requiredClaims');
  if (given === undefined) return [];
  const entries = isJsonObject(given) ? Object.entries(given) : [];
  const sound = entries.every(
    ([claim, value]) =>
      isClaimPath(claim) &&
      value !== '' &&
      ['string', 'number', 'boolean'].includes(typeof value) &&
      !Number.isNaN(value),
  );
  if (entries.length === 0 || !sound) {
    source.refuse(
      'requiredClaims',
      'malformed',
      'must name claims, each with a string, number or boolean as its value.',
    );
  }
  // In an order that does not depend on how they are listed.
  return entries
    .map(([claim, value]) => ({ claim, value: String(value) }))
    .toSorted((a, b) => (a.claim < b.claim ? -1 : 1));
}

function readTokenTypes(source: IssuerSource): string[] {
  const types = source
    .strings('tokenTypes')
    .map((type) => type.toLowerCase().replace(/^application\//, ''));
  if (types.length === 0 || !types.every((type) => /^[\w!#$&^.+-]+$/.test(type))) {
    source.refuse('tokenTypes', 'malformed', 'must list media types such as JWT or at+jwt.');
  }
  return types;
}

function readRequiredScope(source: IssuerSource): string[] {
  const scope = source.strings('requiredScope').flatMap((each) => each.split(' '));
  // A scope token of RFC 6749 §3.3.
  if (!scope.every((each) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(each))) {
    source.refuse('requiredScope', 'malformed', 'must be scopes separated by single spaces.');
  }
  return scope;
}

function readKeys(source: IssuerSource, read: VariableReader): IssuerKeys {
  if (source.has('secretVariables')) return readSecrets(source, read);
  source.refuseIdle(['secretEncoding'], `without ${source.name('secretVariables')}`);
  const algorithms = readAlgorithms(
    source,
    ['RS256', 'ES256', 'EdDSA'],
    SIGNATURE_ALGORITHMS,
    isSignatureAlgorithm,
  );
  const jwksUri = source.value('jwksUri') as string | undefined;
  if (jwksUri !== undefined) requireUrl(source, 'jwksUri');
  const fetch = source.value('fetchKeys') !== false && !source.has('publicKey');
  if (source.has('publicKey')) {
    for (const field of ['jwksUri', 'keySet', 'fetchKeys'] as const) {
      if (source.has(field)) {
        source.refuse(
          field,
          'conflict',
          `cannot be combined with ${source.name('publicKey')}.`,
          'Remove one of the two.',
        );
      }
    }
  } else if (!fetch) {
    source.refuseIdle(['jwksUri'], 'with fetchKeys: false');
    if (!source.has('keySet')) {
      source.refuse('keySet', 'missing', 'is missing.', 'Without fetchKeys it is the only source.');
    }
  }
  const seed = readSeed(source, algorithms);
  return {
    kind: 'published',
    algorithms,
    fetch,
    ...(jwksUri !== undefined && { jwksUri }),
    ...(seed && { seed }),
  };
}

/** The keys that are known from the start. */
function readSeed(
  source: IssuerSource,
  algorithms: readonly Parameters<typeof fitsAlgorithm>[1][],
): SigningKey[] | undefined {
  const field = source.has('publicKey') ? 'publicKey' : 'keySet';
  const given = source.value(field);
  if (given === undefined) return undefined;
  try {
    const keys = field === 'keySet' ? readSigningKeys(given) : [readPublicKey(String(given))];
    const fits = keys.some(({ jwk }) =>
      algorithms.some((alg) => (jwk.alg ?? alg) === alg && fitsAlgorithm(jwk, alg)),
    );
    if (!fits) {
      source.refuse(
        field,
        'conflict',
        `has no key for ${algorithms.join(', ')}.`,
        `Name the algorithm of the key in ${source.name('algorithms')}.`,
      );
    }
    return keys;
  } catch (error) {
    if (!(error instanceof NoKey || error instanceof FetchFailure)) throw error;
    const finding = field === 'keySet' ? 'has no usable public key.' : error.message;
    source.refuse(field, 'malformed', finding);
    return [];
  }
}

function readSecrets(source: IssuerSource, read: VariableReader): IssuerKeys {
  for (const field of ['jwksUri', 'publicKey', 'keySet', 'fetchKeys'] as const) {
    if (source.has(field)) {
      source.refuse(
        field,
        'conflict',
        `cannot be combined with ${source.name('secretVariables')}: keys are published or shared.`,
        'Remove one of the two.',
      );
    }
  }
  const variables = source.strings('secretVariables');
  const [current] = variables;
  if (current === undefined) {
    source.refuse('secretVariables', 'malformed', 'must name a variable.');
  } else {
    read.require(current, 'It holds the secret of an issuer in src/policy.ts.');
  }
  const encoding = source.oneOf('secretEncoding', SECRET_ENCODINGS);
  const secrets = variables.map((name) => read.secret(name, { rotation: variables, encoding }));
  return {
    kind: 'shared',
    algorithms: readAlgorithms(
      source,
      ['HS256'],
      Object.keys(HMAC_HASHES),
      isHmacAlgorithm,
      `With ${source.name('secretVariables')} these are:`,
    ),
    secrets: secrets.filter((secret) => secret !== undefined),
  };
}

function readAlgorithms<T extends string>(
  source: IssuerSource,
  fallback: readonly T[],
  supported: readonly string[],
  isSupported: (name: string) => name is T,
  where = '',
): readonly T[] {
  // Also if it is set, but cannot be read: that has its problem already.
  if (source.value('algorithms') === undefined) return fallback;
  const names = source.strings('algorithms').map(canonicalAlgorithm);
  const known = names.filter(isSupported);
  if (known.length === 0 || known.length < names.length) {
    const list = `${supported.join(', ')}.`;
    const needsSecret = where === '' && names.some(isHmacAlgorithm);
    source.refuse(
      'algorithms',
      'malformed',
      'lists an algorithm that is not supported here.',
      needsSecret
        ? `Those that begin with HS need ${source.name('secretVariables')}.`
        : where === ''
          ? `Supported are ${list}`
          : `${where} ${list}`,
    );
  }
  return [...new Set(known)];
}

/** Requires a field to be an address that is fetched from. */
function requireUrl(source: IssuerSource, field: 'jwksUri'): void {
  if (parseTrustworthyUrl(String(source.value(field)))) return;
  source.refuse(field, 'malformed', 'must be an https URL (http only on this machine).');
}

function readIdentity(
  source: IssuerSource,
  read: VariableReader,
  namespace: string | undefined,
): IdentityRules {
  return {
    claim: readClaimPath(source, 'identity.claim'),
    claimType: source.oneOf('identity.claimType', ['string', 'number']),
    format: identityFormat(source.oneOf('identity.format', IDENTITY_FORMATS), read),
    ...(namespace !== undefined && { namespace }),
  };
}

/** The names of all formats of identities. */
export const IDENTITY_FORMATS = [
  'escaped',
  'hashed',
  'verbatim',
] as const satisfies IdentityFormatName[];

/** A format with what it needs. */
export function identityFormat(kind: IdentityFormatName, read: VariableReader): IdentityFormat {
  if (kind !== 'hashed') return { kind };
  read.require('IDENTITY_SECRET', 'The format hashed needs it, and it must never change.');
  return { kind, secret: String(read.secret('IDENTITY_SECRET') ?? '') };
}

/** What a namespace must be. */
export const NAMESPACE = '1 to 32 letters, digits or -, and not guest';

/** Whether a value may precede identities; `guest` is this service's own. */
export function isNamespace(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9-]{1,32}$/.test(value) && value !== 'guest';
}

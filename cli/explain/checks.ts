/**
 * The checks of each step as lines: what the service found and wanted. Whether a check holds is what
 * the walk through the service's own code says; nothing is checked again here.
 */

import { findClaim } from '../../src/authenticate/claim';
import { TICKET_CLOCK_TOLERANCE_SECONDS } from '../../src/authenticate/guest-ticket';
import { nameOfIssuer } from '../../src/authenticate/issuer';
import { MAX_TOKEN_BYTES } from '../../src/authenticate/jwt';
import { loadKeysOf } from '../../src/authenticate/key-set/load';
import type { SigningKey } from '../../src/authenticate/key-set/signing-keys';
import type { Refusal, RefusalCode } from '../../src/errors';
import { GUEST_IDENTITY } from '../../src/identify';
import { isWellFormed } from '../diagnose/assume';
import type { Walk } from '../diagnose/walk';
import { printable } from '../printable';
import { oneOf, quote, showTime } from '../words';
import type { Check, StepName } from './model';

/** A line, before it is known how its check came out. */
interface Line {
  title: string;
  /** The refusals that are about it. */
  codes: readonly RefusalCode[];
  /** Where several lines share a code, the check that a refusal must name. */
  about?: (check: string | undefined) => boolean;
  found?: string | undefined;
  wanted?: string | undefined;
  /** Why the check was not made, or decides nothing. */
  open?: string | undefined;
  note?: string | undefined;
}

/** The lines of a step. */
export async function checksOf(step: StepName, walk: Walk, token: string): Promise<Check[]> {
  const refusals = walk.faults.filter((fault) => fault.step === step).map(({ refusal }) => refusal);
  const rest = new Set(refusals);
  let stopped = false;
  const unreached = step !== 'authenticate' && walk.caller === undefined;
  const lines = await LINES[step](walk, token);
  const checks = lines.map((line): Check => {
    const refusal = refusals.find((each) => rest.has(each) && isAbout(line, each));
    if (refusal) {
      rest.delete(refusal);
      stopped ||= step === 'authenticate' && !walk.reached && rest.size === 0;
      return checkOf(line, 'fails', refusal);
    }
    const why =
      line.open ?? (stopped || unreached ? 'not checked, because of the above' : undefined);
    return checkOf(
      why === undefined ? line : { ...line, note: why },
      why === undefined ? 'holds' : 'open',
    );
  });
  // What no line is about has one of its own.
  const others = [...rest].map((refusal) =>
    checkOf({ title: TITLES[step], codes: [] }, 'fails', refusal),
  );
  return [...others, ...checks];
}

const TITLES: Record<StepName, string> = {
  authenticate: 'Request',
  identify: 'Identity',
  authorize: 'Grant',
  issue: 'Access token',
};

function isAbout({ codes, about }: Line, { code, details }: Refusal): boolean {
  return codes.includes(code) && (about === undefined || about(details.check?.check));
}

function checkOf(line: Line, mark: Check['mark'], refusal?: Refusal): Check {
  const note = line.note ?? refusal?.message;
  return {
    title: line.title,
    mark,
    ...(line.found !== undefined && { found: line.found }),
    ...(line.wanted !== undefined && { wanted: line.wanted }),
    ...(refusal && { code: refusal.code }),
    ...(note !== undefined && { note }),
  };
}

const LINES: Record<StepName, (walk: Walk, token: string) => Line[] | Promise<Line[]>> = {
  authenticate: (walk, token) =>
    walk.kind === 'backend' || walk.kind === 'opaque'
      ? opaqueLines(walk, token)
      : jwtLines(walk, token),
  identify: identityLines,
  authorize: authorizationLines,
  issue: () => [],
};

async function jwtLines(walk: Walk, token: string): Promise<Line[]> {
  const { header = {}, claims, entry, kind, settings, signatureOpen } = walk;
  const guest = kind === 'guest';
  const readable = claims !== undefined;
  const noEntry = entry || guest ? undefined : 'no entry, so it is not known what is wanted';
  const algorithms = guest ? ['HS256'] : (entry?.keys?.algorithms ?? []);
  const names = settings.issuers.flatMap(({ issuer }) =>
    issuer.kind === 'exact' ? issuer.spellings : nameOfIssuer(issuer) || [],
  );
  const anyIssuer = names.length === 0;
  return [
    {
      title: 'Form',
      codes: ['token_too_large', 'token_malformed', 'token_encrypted', 'credential_repeated'],
      found: `${token.split('.').length} parts, ${Buffer.byteLength(token)} bytes`,
      wanted: `3 parts, at most ${MAX_TOKEN_BYTES} bytes`,
    },
    {
      title: 'Header',
      codes: ['token_header_unsupported'],
      found: Object.entries(header)
        .map(([name, value]) => `${name} ${quote(value)}`)
        .join(', '),
    },
    {
      title: 'Types of claims',
      codes: ['claim_invalid'],
      about: (check) => check !== 'exp' && check !== 'iat',
      found: claims && `${Object.keys(claims).length} claims`,
    },
    ...(guest
      ? []
      : [
          {
            title: 'Issuer',
            codes: ['issuer_mismatch' as const],
            found: `iss ${quote(claims?.iss)}`,
            wanted: anyIssuer ? undefined : oneOf(names),
            open: anyIssuer ? 'not looked at: the key alone decides' : undefined,
          },
        ]),
    {
      title: 'Type',
      codes: ['token_type_unsupported'],
      found: `typ ${quote(header.typ)}`,
      wanted: guest ? 'guest-ticket+jwt' : entry && `${oneOf(entry.tokenTypes)}, or nothing`,
      open: noEntry,
    },
    {
      title: 'Algorithm',
      codes: ['algorithm_not_allowed', 'algorithm_unsupported'],
      found: `alg ${quote(header.alg)}`,
      wanted: oneOf(algorithms),
      open: noEntry,
    },
    ...(await keyLines(walk, noEntry ?? signatureOpen)),
    {
      title: 'Signature',
      codes: ['signature_invalid'],
      wanted: (noEntry ?? signatureOpen === undefined) ? ownerOfSignature(walk) : undefined,
      open: noEntry ?? signatureOpen ?? keyFault(walk),
    },
    ...(readable ? claimLines(walk, noEntry) : []),
    ...confirmationLines(walk),
  ];
}

function keyFault({ faults }: Walk): string | undefined {
  const missing = faults.some(({ refusal }) =>
    ['key_unknown', 'key_ambiguous', 'key_unusable', 'issuer_unavailable'].includes(refusal.code),
  );
  return missing ? 'not checked: there is no key' : undefined;
}

function ownerOfSignature({ kind, entry }: Walk): string {
  if (kind === 'guest') return 'an HMAC under GUEST_SECRET';
  return entry?.keys?.kind === 'shared' ? 'an HMAC under the shared secret' : 'one of this key';
}

async function keyLines(walk: Walk, open: string | undefined): Promise<Line[]> {
  const { entry, header, caller, faults, get, nowSeconds } = walk;
  if (entry?.keys?.kind !== 'published') return [];
  const { keys } = entry;
  const unknown = faults.some(({ refusal }) => refusal.code === 'key_unknown');
  const location = {
    issuer: nameOfIssuer(entry.issuer),
    ...(keys.jwksUri !== undefined && { jwksUri: keys.jwksUri }),
  };
  const known = !unknown
    ? []
    : keys.fetch
      ? await loadKeysOf(location, get, () => nowSeconds * 1000)().catch(() => [])
      : (keys.seed ?? []);
  const state = caller?.kind === 'person' ? caller.keys : undefined;
  const faulty = keyFault(walk) !== undefined;
  return [
    {
      title: 'Key',
      codes: ['key_unknown', 'key_ambiguous', 'key_unusable', 'issuer_unavailable'],
      found: `kid ${quote(header?.kid)}`,
      wanted: `a key of ${keys.fetch ? 'the key set' : 'the configuration'} for it`,
      open,
      note: unknown
        ? `there are: ${known.map(nameOfKey).join(', ')}`
        : faulty || open !== undefined || state === undefined
          ? undefined
          : state === 'seed'
            ? 'compiled in'
            : 'fetched from the issuer',
    },
  ];
}

const nameOfKey = ({ jwk: { kid, alg, kty } }: SigningKey) =>
  `${kid === undefined ? 'one without kid' : printable(kid, 40)} (${printable(alg ?? kty, 20)})`;

/** Binding, times, required claims and audience, as far as they are looked at. */
function claimLines(walk: Walk, noEntry: string | undefined): Line[] {
  const { claims = {}, entry, kind, settings, nowSeconds } = walk;
  const guest = kind === 'guest';
  const tolerance = guest ? TICKET_CLOCK_TOLERANCE_SECONDS : (entry?.clockToleranceSeconds ?? 30);
  const slack = `give or take ${tolerance} s`;
  const limit = entry?.maxAgeSeconds;
  const audience = guest ? [settings.guests?.tickets.audience ?? ''] : (entry?.audience ?? []);
  const audienceClaim = entry?.audienceClaim ?? 'aud';
  const named = (name: string) => (check: string | undefined) => check === name;
  return [
    {
      title: 'Binding',
      codes: ['token_bound'],
      found: claims.cnf === undefined ? 'none' : `cnf ${quote(claims.cnf)}`,
      wanted: 'none',
    },
    {
      title: 'Expiry',
      codes: ['token_expired', 'claim_invalid'],
      found: showTime(claims.exp, nowSeconds),
      wanted: `ahead, ${slack}${limit === undefined ? '' : `, and no more than ${limit} s after iat`}`,
    },
    ...(['nbf', 'iat'] as const)
      .filter((name) => claims[name] !== undefined)
      .map(
        (name): Line => ({
          title: name === 'nbf' ? 'Not before' : 'Issued at',
          codes: ['token_not_yet_valid'],
          about: named(name),
          found: showTime(claims[name], nowSeconds),
          wanted: `past, ${slack}`,
        }),
      ),
    ...(entry?.requiredClaims ?? []).map(
      ({ claim, value }): Line => ({
        title: 'Required claim',
        codes: ['claim_mismatch'],
        about: named(claim),
        found: `${claim} ${quote(findClaim(claims, claim).value)}`,
        wanted: quote(value),
      }),
    ),
    {
      title: 'Audience',
      codes: ['audience_mismatch'],
      found: `${audienceClaim} ${quote(findClaim(claims, audienceClaim).value)}`,
      wanted: audience === 'any' ? undefined : oneOf(audience),
      open:
        audience === 'any'
          ? 'not looked at: any is accepted'
          : (noEntry ?? wrongType(claims, audienceClaim)),
    },
  ];
}

/** Why a claim is not looked at whose type is wrong. */
function wrongType(claims: Record<string, unknown>, name: string): string | undefined {
  return isWellFormed(name, claims[name]) ? undefined : 'of a wrong type, as said above';
}

function confirmationLines({ entry, faults, unproven }: Walk): Line[] {
  if (!entry?.login || entry.login.tokens === 'opaque') return [];
  const refused = faults.some(({ refusal }) => refusal.code !== 'token_inactive');
  return [
    {
      title: 'Confirmation',
      codes: ['token_inactive', 'issuer_unavailable', 'token_bound', 'claim_invalid'],
      wanted: `a yes of ${entry.login.endpoint.url}`,
      open: unproven.includes('confirmation')
        ? 'its issuer is not asked'
        : refused
          ? 'not asked for, because the token is refused already'
          : undefined,
    },
  ];
}

function opaqueLines(walk: Walk, token: string): Line[] {
  const { kind, settings, claims, caller, entry, faults } = walk;
  const size: Line = {
    title: 'Size',
    codes: ['token_too_large', 'credential_repeated'],
    found: `${Buffer.byteLength(token)} bytes`,
    wanted: `at most ${MAX_TOKEN_BYTES}`,
  };
  if (kind === 'backend') {
    const wrong = faults.some(({ refusal }) => refusal.code === 'token_inactive');
    return [
      size,
      {
        title: 'Backend',
        codes: ['token_inactive', 'token_malformed'],
        wanted: 'a token whose digest is in BACKEND_TOKENS',
      },
      {
        title: 'Named user',
        codes: ['backend_identity_missing', 'backend_in_browser'],
        found: quote(caller?.claims.identity),
        wanted: 'a user, named with --identity',
        open: wrong ? 'not looked at' : undefined,
      },
    ];
  }
  const silent = faults.some(({ refusal }) =>
    ['token_malformed', 'token_inactive', 'issuer_unavailable'].includes(refusal.code),
  );
  const userinfo = entry?.login?.endpoint.kind === 'userinfo';
  return [
    size,
    {
      title: 'Backend',
      codes: [],
      open: settings.backends
        ? 'none: no digest in BACKEND_TOKENS is of this token'
        : 'BACKEND_TOKENS is not set',
    },
    {
      title: 'Issuer to ask',
      codes: ['token_malformed'],
      found: entry?.login ? entry.login.endpoint.url : 'none',
      wanted:
        'AUTH_USERINFO_URL, AUTH_INTROSPECTION_URL, or an issuer in src/policy.ts that is asked',
    },
    {
      title: 'Answer of the issuer',
      codes: ['token_inactive', 'issuer_unavailable'],
      found: claims && !silent ? 'the token is valid' : undefined,
      wanted: 'a yes',
    },
    ...(claims && entry && !silent
      ? [
          {
            title: 'Types of claims',
            codes: ['claim_invalid' as const],
            about: (check: string | undefined) => check !== 'exp' && check !== 'iat',
          },
          {
            title: 'Issuer',
            codes: ['issuer_mismatch' as const],
            found: `iss ${quote(claims.iss)}`,
            wanted: `${nameOfIssuer(entry.issuer) || 'any'}, or nothing`,
          },
          ...claimLines(walk, undefined).map((line) =>
            userinfo && ['Audience', 'Expiry'].includes(line.title)
              ? { ...line, open: 'not looked at: the endpoint tells whose the token is, no more' }
              : line,
          ),
        ]
      : []),
  ];
}

function identityLines({ caller, identity, entry, kind }: Walk): Line[] {
  const rules = !caller
    ? undefined
    : caller.kind === 'guest'
      ? GUEST_IDENTITY
      : caller.entry.identity;
  if (!caller || !rules) {
    const known = entry !== undefined || kind !== 'person';
    const open = known ? 'no claims to find it in' : 'no entry, so it is not known by which claim';
    return [{ title: 'Identity', codes: [], open }];
  }
  const { claim, claimType, format, namespace } = rules;
  return [
    {
      title: 'Identity',
      codes: [
        'identity_claim_missing',
        'identity_claim_invalid',
        'identity_too_long',
        'email_unverified',
      ],
      found: `${claim} ${quote(findClaim(caller.claims, claim).value)}`,
      wanted: [
        claimType === 'number' ? 'an integer' : 'a string',
        format.kind,
        ...(namespace === undefined ? [] : [`behind ${namespace}~`]),
      ].join(', '),
      note: identity === undefined ? undefined : `becomes ${identity}`,
    },
  ];
}

function authorizationLines(walk: Walk): Line[] {
  const { caller, settings, entry, kind, fields } = walk;
  const { rules, backends } = settings.authorization;
  const scopes = caller?.kind === 'person' ? (entry?.requiredScope ?? []) : [];
  const roles = [...backends.roles.keys()];
  const noEntry =
    !entry && kind === 'person' ? 'no entry, so it is not known what is wanted' : undefined;
  return [
    {
      title: 'Rules',
      codes: ['no_rule_matched', 'denied_by_rule', 'rule_claim_unusable'],
      ...(rules
        ? { wanted: 'one that matches and allows' }
        : { open: 'there are none: every authenticated caller gets a token' }),
    },
    ...(fields.role === undefined || kind !== 'backend'
      ? []
      : [
          {
            title: 'Chosen role',
            codes: ['role_not_allowed' as const],
            found: quote(fields.role),
            wanted: roles.length > 0 ? oneOf(roles) : 'none: backends.mayChooseRoles lists no role',
          },
        ]),
    ...(fields.lifetime === undefined || kind !== 'backend'
      ? []
      : [
          {
            title: 'Chosen lifetime',
            codes: ['lifetime_not_allowed' as const, 'request_malformed' as const],
            found: quote(fields.lifetime),
            wanted: backends.mayChooseLifetime
              ? '300 to 86400 s'
              : 'none: backends.mayChooseLifetime is not true',
          },
        ]),
    {
      title: 'Scope',
      codes: ['insufficient_scope'],
      ...(scopes.length > 0 && caller
        ? {
            found: quote(caller.claims.scope ?? caller.claims.scp),
            wanted: `${scopes.map(quote).join(' and ')}, in scope or scp`,
          }
        : { open: noEntry ?? 'none is required' }),
    },
  ];
}

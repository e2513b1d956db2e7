/**
 * Walks a credential through the service's own steps. After each check that fails, the check is
 * assumed to be good and the service is run again, until nothing fails any more or nothing can be
 * assumed. So every fault is found by the code that refuses it, and none hides another.
 */
import { type Caller, looksLikeJwt } from '../../src/authenticate';
import { BACKEND_TOKEN_PREFIX, isBackendToken } from '../../src/authenticate/backend';
import { GUEST_TICKET_TYPE } from '../../src/authenticate/guest-ticket';
import { matchIssuer, nameOfIssuer } from '../../src/authenticate/issuer';
import { hasTokenType } from '../../src/authenticate/jwt';
import { authorize, type Grant } from '../../src/authorize';
import { Refusal } from '../../src/errors';
import type { HttpGet } from '../../src/http/get';
import { type Identity, identify } from '../../src/identify';
import type { BackendEntry, IssuerEntry, Settings } from '../../src/settings';
import {
  assumeAnswer,
  assumeClaims,
  cheapest,
  mapIssuers,
  misshapenClaims,
  signAnew,
  withoutConfirmation,
} from './assume';
import { type Credential, decodeLeniently, type Fields, type Surroundings } from './credential';
import { askNobody, askOnce } from './network';
import { authenticateAlone, type Decision, decide } from './service';

/** The four steps of the service, in their order. */
export const STEPS = ['authenticate', 'identify', 'authorize', 'issue'] as const;

/** One of the four steps. */
export type StepName = (typeof STEPS)[number];

/** What kind of credential it is. */
export type CredentialKind = 'person' | 'guest' | 'backend' | 'opaque';

/** A check that failed, and the step that made it. */
export interface Fault {
  readonly step: StepName;
  readonly refusal: Refusal;
}

/** What the walk takes for granted: a good signature, or that the issuer confirms the token. */
export type Unproven = 'signature' | 'confirmation';

/** All that a walk finds out. */
export interface Walk {
  readonly kind: CredentialKind;
  readonly fields: Fields;
  /** What the service answers. */
  readonly decision: Decision;
  readonly unproven: readonly Unproven[];
  /** Why the signature is not judged; undefined if it is. */
  readonly signatureOpen: string | undefined;
  /** All faults, in the order in which the service finds them. */
  readonly faults: readonly Fault[];
  /** Header and claims as they were sent; of an opaque token, what its issuer says. */
  readonly header: Record<string, unknown> | undefined;
  readonly claims: Record<string, unknown> | undefined;
  /** The entry that a user's token is verified by; a guess if the issuer does not match. */
  readonly entry: IssuerEntry | undefined;
  /** Whom the credential speaks for, or would without the faults. It then never expires. */
  readonly caller: Caller<IssuerEntry, BackendEntry> | undefined;
  /** Whether all checks of the first step were made. */
  readonly reached: boolean;
  readonly identity: Identity | undefined;
  /** What the caller gets, or would get; undefined if rules refuse, or if that cannot be told. */
  readonly grant: Grant | undefined;
  /** The settings that it is judged by: without confirmations where none is asked for. */
  readonly settings: Settings;
  /** Asks no question twice. */
  readonly get: HttpGet;
  /** Seconds since the epoch. */
  readonly nowSeconds: number;
}

/** Where the walk is. */
interface State {
  readonly token: string;
  readonly settings: Settings;
  readonly fields: Fields;
  readonly get: HttpGet;
  /** Why the signature that came with the token is not judged; undefined if it is. */
  readonly unchecked: string | undefined;
  /** Whether the token is of no trusted issuer. */
  readonly strange: boolean;
  /** Whether a claim that tells the end of the token was assumed. */
  readonly timeless: boolean;
}

/** More than there are checks. */
const MAX_FAULTS = 40;

/** Walks a credential through the service. */
export async function walk(credential: Credential, place: Surroundings): Promise<Walk> {
  const { token, fields, assumed } = credential;
  const { offline, now } = place;
  const nowSeconds = now / 1000;
  const get = askOnce(offline || assumed ? askNobody : place.get);
  const jwt = looksLikeJwt(token) ? decodeLeniently(token) : undefined;
  const nobodyConfirms = jwt !== undefined && (offline || assumed !== undefined);
  const given = assumed ?? place.settings;
  const settings = nobodyConfirms ? withoutConfirmation(given) : given;
  let start: State = {
    token,
    settings,
    fields,
    get,
    unchecked: undefined,
    strange: false,
    timeless: false,
  };
  let why = assumed ? 'not checked: there are only claims' : undefined;
  let decision = await decide(token, fields, settings, { now, get });
  if (offline && jwt && decision.refused?.code === 'issuer_unavailable') {
    why = 'not checked: the issuer is not asked for its keys, and no compiled-in key fits';
    start = { ...start, ...signAnew(jwt.header, jwt.claims, settings) };
    decision = await decide(start.token, fields, start.settings, { now, get });
  }
  const found = await authenticateAll(start, now);
  const { caller } = found;
  const entry = caller?.kind === 'person' ? caller.entry : found.entry;
  const original = place.settings.issuers.find(({ issuer }) => issuer === entry?.issuer);
  const asked = original?.login !== undefined && original.login.tokens !== 'opaque';
  const named = caller ? tryStep(() => identify(caller)) : {};
  const authorized = caller ? authorizeAll(caller, fields, settings, nowSeconds) : { faults: [] };
  // What an answer says that denies the token is not about its user.
  const denied = found.refusals.some(({ code }) => code === 'token_inactive');
  const claims = jwt?.claims ?? (denied ? undefined : found.answered) ?? caller?.claims;
  return {
    kind: kindOf(token, jwt?.header, caller, settings),
    fields,
    decision,
    unproven: [
      ...(why === undefined ? [] : ['signature' as const]),
      ...(nobodyConfirms && asked ? ['confirmation' as const] : []),
    ],
    signatureOpen: why ?? found.unchecked,
    faults: [
      ...found.refusals.map((refusal) => ({ step: 'authenticate' as const, refusal })),
      ...(named.refusal ? [{ step: 'identify' as const, refusal: named.refusal }] : []),
      ...authorized.faults.map((refusal) => ({ step: 'authorize' as const, refusal })),
    ],
    header: jwt?.header,
    claims,
    entry: original ?? entry,
    caller,
    reached: found.reached,
    identity: named.value,
    grant: authorized.grant,
    settings,
    get,
    nowSeconds,
  };
}

interface Authenticated {
  refusals: Refusal[];
  /** Whether all checks were made. */
  reached: boolean;
  caller?: NonNullable<Walk['caller']>;
  entry?: IssuerEntry;
  /** What the issuer of an opaque token says of it. */
  answered?: Record<string, unknown>;
  /** Why the signature is not judged. */
  unchecked?: string;
}

async function authenticateAll(start: State, now: number): Promise<Authenticated> {
  const refusals: Refusal[] = [];
  let answered: Record<string, unknown> | undefined;
  let state: State = {
    ...start,
    get: async (url, limits) => {
      const body = await start.get(url, limits);
      assumeAnswer(body, (claims) => {
        answered = claims;
        return claims;
      });
      return body;
    },
  };
  while (refusals.length < MAX_FAULTS) {
    try {
      const { token, fields, settings, get } = state;
      const caller = await authenticateAlone(token, fields, settings, { now, get });
      if (state.strange) return { refusals, reached: true };
      const lasting = { ...caller, expiresAtSeconds: Number.POSITIVE_INFINITY };
      return {
        refusals,
        reached: true,
        caller: state.timeless ? lasting : caller,
        ...(answered && { answered }),
        ...(state.unchecked !== undefined && { unchecked: state.unchecked }),
      };
    } catch (error) {
      const refusal = Refusal.of(error);
      const next = await assumeGood(refusal, state, now);
      refusals.push(refusal);
      if (!next) break;
      state = next;
    }
  }
  const entry = guessEntry(start);
  return { refusals, reached: false, ...(entry && { entry }), ...(answered && { answered }) };
}

/** The state in which a check that failed is good; undefined if that cannot be made. */
async function assumeGood(refusal: Refusal, state: State, now: number): Promise<State | undefined> {
  const { settings } = state;
  const jwt = looksLikeJwt(state.token) ? decodeLeniently(state.token) : undefined;
  // A token that is refused is shown to no issuer, and what an issuer says of it is one fault only.
  const unasked = jwt ? withoutConfirmation(settings) : settings;
  if (JSON.stringify(unasked.issuers) !== JSON.stringify(settings.issuers)) {
    const { token, fields, get } = state;
    const without = { ...state, settings: unasked };
    const again = await authenticateAlone(token, fields, unasked, { now, get }).then(
      () => undefined,
      (error: unknown) => Refusal.of(error),
    );
    if (again?.message !== refusal.message) return without;
    return assumeGood(refusal, without, now);
  }
  const entry = guessEntry(state);
  const change = (changed: Partial<IssuerEntry>): State => ({
    ...state,
    settings: mapIssuers(settings, (each) => (each === entry ? { ...each, ...changed } : each)),
  });
  switch (refusal.code) {
    case 'issuer_mismatch': {
      if (!entry) return jwt && judgeByNone(state, jwt);
      const name = nameOfIssuer(entry.issuer);
      const iss = jwt?.claims.iss;
      // Its name stays, so that its keys are looked for where they are.
      if (typeof iss === 'string')
        return change({ issuer: { kind: 'exact', spellings: [name, iss] } });
      if (!jwt) return change({ issuer: { kind: 'any' } });
      const signed = signAnew(jwt.header, { ...jwt.claims, iss: name }, settings);
      return { ...state, ...signed, unchecked: NO_SIGNATURE };
    }
    case 'claim_mismatch': {
      const { check } = refusal.details.check ?? {};
      const requiredClaims = entry?.requiredClaims.filter(({ claim }) => claim !== check);
      return requiredClaims && change({ requiredClaims });
    }
    case 'audience_mismatch':
      if (entry) return change({ audience: 'any' });
      break;
    case 'token_type_unsupported':
      if (!entry || typeof jwt?.header.typ !== 'string') return undefined;
      return change({ tokenTypes: [typeName(jwt.header.typ)] });
    default:
  }
  if (jwt) return alterJwt(refusal, state, jwt, entry, now);
  const altered = assumeClaims(refusal, {}, now / 1000);
  return altered && alterAnswer(refusal, state, now);
}

/**
 * The state in which a token of no trusted issuer is judged by what holds for every token: its times
 * and its binding.
 */
function judgeByNone(
  state: State,
  { header, claims }: { header: Record<string, unknown>; claims: Record<string, unknown> },
): State | undefined {
  const [first] = state.settings.issuers;
  if (!first) return undefined;
  const standIn: IssuerEntry = {
    ...first,
    issuer: { kind: 'any' },
    audience: 'any',
    requiredClaims: [],
    tokenTypes: [typeName(String(header.typ))],
    keys: { kind: 'published', algorithms: ['ES256'], fetch: false },
  };
  const settings = { ...state.settings, issuers: [standIn] };
  const signed = signAnew({ ...header, alg: 'ES256' }, claims, settings);
  return { ...state, ...signed, unchecked: 'not checked: no entry, so no key', strange: true };
}

/** `typ` as entries have it: in lower case, without `application/`. */
const typeName = (typ: string) => typ.toLowerCase().replace(/^application\//, '');

function alterJwt(
  refusal: Refusal,
  state: State,
  { header, claims }: { header: Record<string, unknown>; claims: Record<string, unknown> },
  entry: IssuerEntry | undefined,
  now: number,
): State | undefined {
  const { settings } = state;
  const sign = (newHeader: Record<string, unknown>, newClaims: object): State => ({
    ...state,
    ...signAnew(newHeader, newClaims, settings),
  });
  switch (refusal.code) {
    case 'token_malformed':
    case 'token_header_unsupported': {
      const { alg, kid, typ, ...others } = header;
      const repaired = {
        alg: typeof alg === 'string' ? alg : 'none',
        ...(typeof kid === 'string' && { kid }),
        ...(typeof typ === 'string' && { typ }),
        ...(refusal.code === 'token_malformed' && others),
      };
      return { ...sign(repaired, claims), unchecked: NO_SIGNATURE };
    }
    case 'algorithm_unsupported':
    case 'algorithm_not_allowed': {
      if (!entry && !isGuest(header, settings)) return undefined;
      const alg = cheapest(entry?.keys?.algorithms ?? ['HS256']);
      const unchecked = state.unchecked ?? 'not checked: it is of another algorithm';
      return { ...sign({ ...header, alg }, claims), unchecked };
    }
    case 'key_unknown':
    case 'key_ambiguous':
    case 'key_unusable':
    case 'issuer_unavailable':
    case 'signature_invalid':
      return sign(header, claims);
    case 'audience_mismatch':
      return { ...sign(header, { ...claims, aud: settings.guests?.tickets.audience }) };
    default: {
      const assumed = assumeClaims(refusal, claims, now / 1000);
      if (!assumed) return undefined;
      const misshapen = misshapenClaims(claims);
      // A claim of a wrong type is one fault, and not a second one where its value is wanted.
      const unread = entry && misshapen.includes(entry.audienceClaim);
      const signed = sign(header, assumed);
      return {
        ...signed,
        ...(unread && {
          settings: mapIssuers(signed.settings, (each) => ({ ...each, audience: 'any' })),
        }),
        // Types are judged before the signature is.
        unchecked: misshapen.length > 0 ? NO_SIGNATURE : state.unchecked,
        timeless: isAboutTime(refusal) || state.timeless,
      };
    }
  }
}

function alterAnswer(refusal: Refusal, state: State, now: number): State {
  const { get } = state;
  return {
    ...state,
    timeless: isAboutTime(refusal) || state.timeless,
    get: async (url, limits) =>
      assumeAnswer(
        await get(url, limits),
        (claims) => assumeClaims(refusal, claims, now / 1000) ?? claims,
      ),
  };
}

const NO_SIGNATURE = 'not checked: the token is refused before';

const isAboutTime = ({ code }: Refusal) => code === 'token_expired' || code === 'claim_invalid';

/** The entry that a credential is of: the one whose issuer matches, else the only one there is. */
function guessEntry({ token, settings }: State): IssuerEntry | undefined {
  const { issuers } = settings;
  if (!looksLikeJwt(token)) {
    return issuers.find(({ login }) => login && login.tokens !== 'jwt');
  }
  const jwt = decodeLeniently(token);
  if (jwt && isGuest(jwt.header, settings)) return undefined;
  const matching = issuers.find(({ issuer }) => jwt && matchIssuer(issuer, jwt.claims));
  return matching ?? (issuers.length === 1 ? issuers[0] : undefined);
}

function isGuest({ typ }: Record<string, unknown>, { guests }: Settings): boolean {
  return (
    guests !== undefined && typeof typ === 'string' && hasTokenType({ typ }, [GUEST_TICKET_TYPE])
  );
}

function kindOf(
  token: string,
  header: Record<string, unknown> | undefined,
  caller: Walk['caller'],
  { backends, ...settings }: Settings,
): CredentialKind {
  if (header) return isGuest(header, { ...settings, backends }) ? 'guest' : 'person';
  if (looksLikeJwt(token)) return 'person';
  if (caller?.kind === 'backend' || token.startsWith(BACKEND_TOKEN_PREFIX)) return 'backend';
  return backends && tryStep(() => isBackendToken(token, backends)).value ? 'backend' : 'opaque';
}

/** What a step says, with every fault that it finds one after the other. */
function authorizeAll(
  caller: NonNullable<Walk['caller']>,
  fields: Fields,
  settings: Settings,
  nowSeconds: number,
): { faults: Refusal[]; grant?: Grant } {
  const faults: Refusal[] = [];
  let now: { caller: typeof caller; fields: Fields; rules: Settings['authorization'] } = {
    caller,
    fields,
    rules: settings.authorization,
  };
  while (faults.length < MAX_FAULTS) {
    const { value, refusal } = tryStep(() =>
      authorize(now.caller, now.fields, now.rules, nowSeconds),
    );
    if (value) {
      const ruled = now.rules === settings.authorization;
      return { faults, ...(ruled && { grant: value }) };
    }
    if (!refusal) break;
    faults.push(refusal);
    const next = permit(refusal, now);
    if (!next) break;
    now = next;
  }
  return { faults };
}

function permit<
  T extends {
    caller: NonNullable<Walk['caller']>;
    fields: Fields;
    rules: Settings['authorization'];
  },
>({ code }: Refusal, now: T): T | undefined {
  const { role: _, ...withoutRole } = now.fields;
  const { lifetime: __, ...withoutLifetime } = now.fields;
  const { rules: ___, ...withoutRules } = now.rules;
  switch (code) {
    case 'no_rule_matched':
    case 'denied_by_rule':
    case 'rule_claim_unusable':
      return { ...now, rules: withoutRules };
    case 'role_not_allowed':
      return { ...now, fields: withoutRole };
    case 'lifetime_not_allowed':
    case 'request_malformed':
      return { ...now, fields: withoutLifetime };
    case 'insufficient_scope':
      if (now.caller.kind !== 'person') return undefined;
      return {
        ...now,
        caller: { ...now.caller, entry: { ...now.caller.entry, requiredScope: [] } },
      };
    default:
      return undefined;
  }
}

function tryStep<T>(step: () => T): { value?: T; refusal?: Refusal } {
  try {
    return { value: step() };
  } catch (error) {
    return { refusal: Refusal.of(error) };
  }
}

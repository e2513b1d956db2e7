/** The fourth step: the access token, without its signature. */
import {
  type Grant,
  MIN_LIFETIME_SECONDS,
  UNKNOWN_END_SECONDS,
  type UserGrant,
} from '../../src/authorize';
import type { Policy } from '../../src/settings';
import { type IssuedToken, issue } from '../../src/twilio/issue';
import { decodeLeniently } from '../diagnose/credential';
import type { Walk } from '../diagnose/walk';
import type { Issued, IssuedUser, LifetimeSource, RuleTrace } from './model';

/** Describes what is issued, or would be; undefined if that cannot be told. */
export function describeIssue(
  walk: Walk,
  traces: readonly RuleTrace[] | undefined,
  policy: Policy,
): Issued | undefined {
  const { identity, grant, settings, nowSeconds, decision } = walk;
  if (!identity || !grant) return undefined;
  const rule = traces?.find(({ state }) => state === 'decides')?.name;
  const token = issue(identity, grant, settings.twilio, nowSeconds, { id: '', random: 0 });
  return {
    granted: decision.admitted !== undefined,
    identity: token.identity,
    lifetime: token.expiresIn,
    lifetimeSources: lifetimeSources(walk, grant, rule),
    expiresAt: token.expiresAt,
    refreshAfter: token.refreshAfter,
    ...(grant.user && { user: describeUser(grant.user, policy, settings.twilio.serviceSid) }),
    ...withoutId(token),
  };
}

function withoutId({ token }: IssuedToken): Pick<Issued, 'header' | 'payload'> {
  const { header = {}, claims = {} } = decodeLeniently(token) ?? {};
  const { jti: _, ...payload } = claims;
  return { header, payload };
}

/** Everything that bears on a lifetime. */
function lifetimeSources(
  { caller, settings: { authorization }, fields, nowSeconds }: Walk,
  { lifetimeSeconds }: Grant,
  rule: string | undefined,
): LifetimeSource[] {
  const guest = caller?.kind === 'guest';
  const ruled = authorization.rules?.list.find(({ name }) => name === rule);
  const { mayChooseLifetime } = authorization.backends;
  const asked = caller?.kind === 'backend' && mayChooseLifetime ? fields.lifetime : undefined;
  const untold = caller?.kind === 'person' && caller.expiresAtSeconds === undefined;
  const left = untold
    ? UNKNOWN_END_SECONDS
    : Math.floor((caller?.expiresAtSeconds ?? Number.NaN) - nowSeconds);
  const follows = authorization.lifetimeFollowsCaller && Number.isFinite(left);
  const bearing: [what: string, seconds: number | undefined][] = [
    guest
      ? ['guests.lifetime', authorization.guests.lifetimeSeconds]
      : ['TOKEN_LIFETIME', authorization.lifetimeSeconds],
    [`the rule ${rule}`, ruled?.lifetimeSeconds],
    ['the backend asks for', asked === undefined ? undefined : Number(asked)],
    [
      untold
        ? 'the login does not say when the credential ends'
        : left > 0
          ? "the caller's own token ends in"
          : "the caller's own token has ended, within the tolerance",
      follows ? left : undefined,
    ],
    [
      'no access token lives shorter',
      follows && left < MIN_LIFETIME_SECONDS ? MIN_LIFETIME_SECONDS : undefined,
    ],
  ];
  const sources = bearing.flatMap(([what, seconds]) =>
    seconds === undefined ? [] : [{ what, seconds, decides: false }],
  );
  // Of several that say the same, the later one is the narrower.
  const decisive = sources.findLast(({ seconds }) => seconds === lifetimeSeconds);
  return sources.map((source) => ({ ...source, decides: source === decisive }));
}

function describeUser(
  { roleSid, friendlyName, conversations = [], optional = false }: UserGrant,
  { roles = {} }: Policy,
  serviceSid: string,
): IssuedUser {
  const named = Object.entries(roles).find(([, sid]) =>
    typeof sid === 'string' ? sid === roleSid : sid[serviceSid] === roleSid,
  );
  return {
    ...(roleSid !== undefined && { role: { sid: roleSid, ...(named && { name: named[0] }) } }),
    ...(friendlyName !== undefined && { friendlyName }),
    conversations,
    optional,
  };
}

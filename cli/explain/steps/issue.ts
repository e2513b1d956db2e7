/** The fourth step: the access token, without its signature. */
import type { Grant, UserGrant } from '../../../src/authorize';
import type { Identity } from '../../../src/identify';
import type { Policy, Settings } from '../../../src/settings';
import { type IssuedToken, issue } from '../../../src/twilio/issue';
import type { Check, Issued, IssuedUser } from '../model';
import { judged, open } from '../show';
import type { Fields, ServiceAnswer, Trial } from '../trial';
import type { Found } from './found';
import { lifetimeSources } from './lifetime';

/** Who gets what. */
export interface Recipient {
  caller: Found['caller'];
  identity: Identity | undefined;
  grant: Grant | undefined;
  /** The name of the rule that matched. */
  rule: string | undefined;
  fields: Fields;
}

/** Describes what is issued, or would be; undefined if that cannot be told. */
export function describeIssue(
  { caller, identity, grant, rule, fields }: Recipient,
  { answer, settings, runtime }: Trial,
  policy: Policy,
): Issued | undefined {
  if (!caller || !identity || !grant) return undefined;
  const now = runtime.now() / 1000;
  const token =
    answer.issued ?? issue(identity, grant, settings.twilio, now, { id: '', random: 0 });
  const { header, payload } = decode(token);
  return {
    granted: answer.issued !== undefined,
    identity: token.identity,
    lifetime: token.expiresIn,
    lifetimeSources: lifetimeSources(caller, grant, rule, fields, settings, now),
    expiresAt: token.expiresAt,
    refreshAfter: token.refreshAfter,
    ...(grant.user && { user: describeUser(grant.user, policy, settings) }),
    header,
    payload,
  };
}

/**
 * The check of this step.
 *
 * @param told whether an earlier check says why the service refuses
 */
export function checkIssue({ refused }: ServiceAnswer, told: boolean): Check[] {
  if (!refused) return [];
  if (told) return [open('Access token', 'none is issued, because a check failed')];
  return [judged('Access token', refused)];
}

function describeUser(
  { roleSid, friendlyName, conversations = [], optional = false }: UserGrant,
  { roles = {} }: Policy,
  { twilio }: Settings,
): IssuedUser {
  const named = Object.entries(roles).find(([, sid]) =>
    typeof sid === 'string' ? sid === roleSid : sid[twilio.serviceSid] === roleSid,
  );
  return {
    ...(roleSid !== undefined && { role: { sid: roleSid, ...(named && { name: named[0] }) } }),
    ...(friendlyName !== undefined && { friendlyName }),
    conversations,
    optional,
  };
}

function decode({ token }: IssuedToken): Pick<Issued, 'header' | 'payload'> {
  const [header, { jti: _, ...payload }] = token
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  return { header, payload };
}

/** Whether a real token of the login gets a real access token. */

import { matchIssuer } from '../../../src/authenticate/issuer';
import { isLifetime, MAX_LIFETIME_SECONDS, MIN_LIFETIME_SECONDS } from '../../../src/authorize';
import { REFUSALS } from '../../../src/errors';
import { hmacMatches } from '../../../src/hmac';
import { isJsonObject, ownMember } from '../../../src/http/json';
import type { Settings } from '../../../src/settings';
import { cautionAbout } from '../../diagnose/claims';
import { decodeLeniently } from '../../diagnose/credential';
import { type Check, type Finding, orOk, warning, wrong } from '../check';
import type { HttpAnswer } from '../http';
import { ask, bodyOf, type DeployedWorld, describe, refusalIn } from './target';

/** That it is granted, and that what comes is an access token Twilio can take. */
export const bearer: Check<DeployedWorld> = {
  id: 'url-bearer',
  title: 'With your token',
  async run(world) {
    const { bearer: token } = world.target;
    if (token === undefined) return [];
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await ask(world, '/token', { method: 'POST', headers });
    if (answer.status !== 200) return [judgeRefusal(answer)];
    return orOk(
      [
        ...judgeKind(token, world.target.settings),
        ...judgeHeaders(answer),
        ...judgeToken(bodyOf(answer), world),
      ],
      'It gets an access token, and everything in it is as it should be.',
    );
  },
};

/** A token that says what kind it is, where no setting looks at that: a refresh token gets in too. */
function judgeKind(token: string, settings: Settings | undefined): Finding[] {
  const { header, claims } = decodeLeniently(token) ?? {};
  const entry = settings?.issuers.find(({ issuer }) => claims && matchIssuer(issuer, claims));
  if (!entry || !claims) return [];
  const caution = cautionAbout(header, claims, entry);
  return caution === undefined
    ? []
    : [warning(`Your token has a claim that tells its kind: ${caution.claim}.`, caution.sentence)];
}

function judgeRefusal(answer: HttpAnswer): Finding {
  const code = refusalIn(answer);
  const sentence = code ? REFUSALS[code].sentence : 'Look at the log of the deployment.';
  return wrong(`Your token is refused: ${describe(answer)}.`, `${sentence} The log has the cause.`);
}

function judgeHeaders({ headers }: HttpAnswer): Finding[] {
  if (/\bno-store\b/i.test(headers['cache-control'] ?? '')) return [];
  return [
    wrong(
      'The answer may be cached: it lacks Cache-Control: no-store.',
      'See what stands before the service: a proxy may change its answers.',
    ),
  ];
}

const DEPLOY = 'The deployed variables are others than these: npm run deploy';

/** @param body of the answer; nothing of it is shown, because it names a user */
function judgeToken(body: Record<string, unknown>, { target, now }: DeployedWorld): Finding[] {
  const twilio = target.settings?.twilio;
  const jwt = decode(body.token);
  if (!jwt) {
    return [
      wrong('What it gets is no JWT.', 'See whether this service is what is deployed there.'),
    ];
  }
  const { header, payload } = jwt;
  const grants = ownMember(payload, 'grants');
  const serviceSid = ownMember(ownMember(grants, 'chat'), 'service_sid');
  const form: [part: string, right: boolean][] = [
    ['alg', header.alg === 'HS256'],
    ['typ', header.typ === 'JWT'],
    ['cty', header.cty === 'twilio-fpa;v=1'],
    ['iss', isSid(payload.iss, 'SK')],
    ['sub', isSid(payload.sub, 'AC')],
    ['grants.chat.service_sid', isSid(serviceSid, 'IS')],
    ['jti', typeof payload.jti === 'string' && payload.jti !== ''],
  ];
  const misshapen = form.filter(([, right]) => !right).map(([part]) => part);
  const findings: Finding[] = [];
  if (misshapen.length > 0) {
    const remedy = 'See whether this service is what is deployed there.';
    findings.push(wrong(`Twilio would refuse the token: ${misshapen.join(', ')}.`, remedy));
  }
  findings.push(...judgeTimes(payload, now() / 1000), ...judgeIdentity(grants, body.identity));
  if (!twilio) return findings;
  const others: [variable: string, same: boolean][] = [
    ['TWILIO_ACCOUNT_SID', payload.sub === twilio.accountSid],
    ['CONVERSATIONS_SERVICE_SID', serviceSid === twilio.serviceSid],
    ['TWILIO_REGION', (header.twr ?? 'us1') === twilio.region],
    ['TWILIO_API_KEY_SID', payload.iss === twilio.apiKeySid],
  ];
  const differing = others.filter(([, same]) => !same).map(([variable]) => variable);
  if (differing.length > 0) {
    findings.push(warning(`The token is by another ${differing.join(', ')} than here.`, DEPLOY));
  }
  // Only the secret of the key that signed can tell.
  const signed = hmacMatches('sha256', twilio.apiKeySecret, jwt.signingInput, jwt.signature);
  if (payload.iss === twilio.apiKeySid && !signed) {
    findings.push(
      wrong(
        'The token is not signed with TWILIO_API_KEY_SECRET as it is here. One of the two secrets is wrong.',
        `Set the secret that belongs to the key. ${DEPLOY}`,
      ),
    );
  }
  return findings;
}

/** @param time seconds since the epoch */
function judgeTimes({ iat, exp }: Record<string, unknown>, time: number): Finding[] {
  const lifetime = Number(exp) - Number(iat);
  if (!isLifetime(lifetime)) {
    const finding = `The token's lifetime is not from ${MIN_LIFETIME_SECONDS} to ${MAX_LIFETIME_SECONDS} seconds.`;
    return [wrong(finding, 'Set TOKEN_LIFETIME to a number of seconds within these limits.')];
  }
  const off = Math.round(Math.abs(Number(iat) - time));
  if (off <= 30) return [];
  const finding = `The token says that it was issued ${off} s away from this machine's time.`;
  return [warning(finding, 'Set the clock of this machine by NTP, and run the doctor again.')];
}

/** @param answered the identity in the answer, beside the token */
function judgeIdentity(grants: unknown, answered: unknown): Finding[] {
  const identity = ownMember(grants, 'identity');
  if (typeof identity === 'string' && identity !== '' && identity.length <= 256) {
    if (identity === answered) return [];
    const remedy = 'See whether this service is what is deployed there.';
    return [wrong('The token is for another identity than the answer says.', remedy)];
  }
  const remedy = 'Set IDENTITY_CLAIM to a claim that names the user.';
  return [wrong('The token names no identity that Twilio takes.', remedy)];
}

const isSid = (value: unknown, prefix: string) =>
  typeof value === 'string' && new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value);

/** A JWT taken apart; undefined if it is none. */
function decode(token: unknown) {
  const [header = '', payload = '', signature = '', ...rest] = String(token).split('.');
  if (rest.length > 0) return undefined;
  try {
    const parse = (part: string): unknown =>
      JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    const [first, second] = [parse(header), parse(payload)];
    if (!isJsonObject(first) || !isJsonObject(second)) return undefined;
    return { header: first, payload: second, signingInput: `${header}.${payload}`, signature };
  } catch {
    return undefined;
  }
}

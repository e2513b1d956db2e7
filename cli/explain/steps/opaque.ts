/** Tokens that are no JWT: those of backends, and those that only their issuer can read. */

import type { AskedIssuer } from '../../../src/authenticate/ask-login';
import {
  authenticateBackend,
  BACKEND_TOKEN_PREFIX,
  isBackendToken,
} from '../../../src/authenticate/backend';
import { matchIssuer } from '../../../src/authenticate/issuer';
import { type Claims, MAX_TOKEN_BYTES } from '../../../src/authenticate/jwt';
import { type IssuerRule, nameOfIssuer } from '../../../src/authenticate/trust';
import { Refusal } from '../../../src/errors';
import type { IssuerEntry, Settings } from '../../../src/settings';
import type { Check } from '../model';
import { judged, noneFails, oneOf, open, quote, refusalBy } from '../show';
import type { Trial } from '../trial';
import type { Found } from './found';
import { checkTimes, checkUnbound } from './times';

type AskedEntry = IssuerEntry & AskedIssuer;

/** Judges a token that is no JWT. */
export async function checkOpaque(trial: Trial): Promise<Found> {
  const { token, settings } = trial;
  const bytes = Buffer.byteLength(token);
  const tooLong = new Refusal('token_too_large', 'the token is over the limit');
  const size = judged('Size', bytes > MAX_TOKEN_BYTES ? tooLong : undefined, {
    found: `${bytes} bytes`,
    wanted: `at most ${MAX_TOKEN_BYTES}`,
  });
  const backend = checkDigest(token, settings);
  if (backend.mark === 'holds') return speakFor(trial, [size, backend]);
  const asked = settings.issuers.find(
    (entry): entry is AskedEntry => entry.lookup !== undefined && entry.lookup.tokens !== 'jwt',
  );
  const issuer = issuerCheck(asked, token);
  const marked = token.startsWith(BACKEND_TOKEN_PREFIX);
  const kind = marked || backend.mark === 'fails' ? 'backend' : 'opaque';
  const before = [size, backend, issuer];
  if (!asked || !noneFails(before)) return { kind, checks: before };
  return { kind, ...(await askIssuer(asked, before, trial)) };
}

function checkDigest(token: string, { backends }: Settings): Check {
  const title = 'Backend';
  if (!backends) return open(title, 'BACKEND_TOKENS is not set');
  let matches = false;
  const refused = refusalBy(() => {
    matches = isBackendToken(token, backends);
  });
  if (!matches && !refused)
    return open(title, 'none: no digest in BACKEND_TOKENS is of this token');
  return judged(title, refused, { wanted: 'a token whose digest is in BACKEND_TOKENS' });
}

/** A backend, and whom it speaks for. */
function speakFor({ request, settings: { backends } }: Trial, before: readonly Check[]): Found {
  let caller: Found['caller'];
  const refused = refusalBy(() => {
    if (backends) caller = authenticateBackend(request.headers, request.fields, backends);
  });
  const named = judged('Named user', refused, {
    found: quote(caller?.subject),
    wanted: 'a user, named with --identity',
  });
  const checks = [...before, named];
  return { kind: 'backend', checks, ...(caller && { caller, claims: caller.claims }) };
}

function issuerCheck(asked: { lookup?: unknown } | undefined, token: string): Check {
  const title = 'Issuer to ask';
  if (!asked) {
    return judged(title, new Refusal('token_malformed', 'it is no JWT, and no issuer is asked'), {
      found: 'none',
      wanted: 'AUTH_INTROSPECTION_URL, AUTH_USERINFO_URL, or introspection in src/policy.ts',
    });
  }
  if (token.startsWith(BACKEND_TOKEN_PREFIX)) {
    return judged(title, new Refusal('token_inactive', "no issuer is shown a backend's token"));
  }
  return { title, mark: 'holds', found: (asked as AskedIssuer).lookup.endpoint.url };
}

async function askIssuer(
  asked: AskedEntry,
  before: readonly Check[],
  { token, runtime }: Trial,
): Promise<Omit<Found, 'kind'>> {
  let claims: Claims | undefined;
  let refused: Refusal | undefined;
  try {
    claims = await runtime.lookups(asked).claimsOf(token);
    if (!claims) refused = new Refusal('token_inactive', 'the issuer denies the token');
  } catch (error) {
    refused = Refusal.of(error);
  }
  const answer = judged('Answer of the issuer', refused, {
    ...(claims && { found: 'the token counts' }),
    wanted: 'a yes',
  });
  if (!claims) return { checks: [...before, answer] };
  const { endpoint } = asked.lookup;
  const now = runtime.now() / 1000;
  return {
    checks: [
      ...before,
      answer,
      checkIssuer(claims, asked.issuer),
      ...(endpoint.kind === 'userinfo'
        ? [
            checkUnbound(claims),
            open('Audience', 'a UserInfo endpoint tells neither it nor expiry'),
          ]
        : checkTimes(claims, asked, now)),
    ],
    claims,
    entry: asked,
    caller: {
      kind: 'person',
      entry: asked,
      issuer: nameOfIssuer(asked.issuer) || undefined,
      ...matchIssuer(asked.issuer, claims),
      subject: claims.sub,
      claims,
      expiresAtSeconds: Number.POSITIVE_INFINITY,
    },
  };
}

function checkIssuer(claims: Claims, rule: IssuerRule): Check {
  const { iss } = claims;
  const refused =
    iss === undefined || matchIssuer(rule, claims)
      ? undefined
      : new Refusal('issuer_mismatch', 'the answer names another issuer');
  return judged('Issuer', refused, {
    found: `iss ${quote(iss)}`,
    wanted: `${oneOf([nameOfIssuer(rule)])}, or nothing`,
  });
}

/** The claims that decide whether a token counts here and now, one by one. */
import { type ClaimRules, checkClaims, requireUnbound } from '../../../src/authenticate/claims';
import { type Claims, checkRegisteredClaims } from '../../../src/authenticate/jwt';
import { ownMember } from '../../../src/http/json';
import type { Check } from '../model';
import { judged, oneOf, open, quote, refusalBy, showTime } from '../show';

const WRONG_TYPE = 'of a wrong type, as said above';

/**
 * Judges binding, times and audience. Each is judged by the service's own check beside others that
 * are good.
 *
 * @param audience left out where it is not known whose tokens these are
 * @param now seconds since the epoch
 */
export function checkTimes(
  claims: Claims,
  rules: Omit<ClaimRules, 'audience'> & { audience: ClaimRules['audience'] | undefined },
  now: number,
): Check[] {
  const { audienceClaim, clockToleranceSeconds } = rules;
  const audience = rules.audience ?? 'any';
  const good = { exp: now + 60, [audienceClaim]: audience === 'any' ? undefined : audience[0] };
  const judge = (title: string, name: string, found: string, wanted: string): Check => {
    const value = ownMember(claims, name);
    if (refusalBy(() => checkRegisteredClaims({ [name]: value }))) {
      return open(title, WRONG_TYPE, quote(value));
    }
    const alone = { ...good, [name]: value } as Claims;
    const refused = refusalBy(() =>
      checkClaims(alone, { ...rules, audience, requiredClaims: [] }, now),
    );
    return judged(title, refused, { found, wanted });
  };
  const time = (name: 'exp' | 'nbf' | 'iat') => {
    const value = claims[name];
    return typeof value === 'number' ? showTime(value, now) : quote(value);
  };
  const slack = `give or take ${clockToleranceSeconds} s`;
  return [
    checkUnbound(claims),
    judge('Expiry', 'exp', time('exp'), `ahead, ${slack}`),
    ...(['nbf', 'iat'] as const)
      .filter((name) => claims[name] !== undefined)
      .map((name) =>
        judge(name === 'nbf' ? 'Not before' : 'Issued at', name, time(name), `past, ${slack}`),
      ),
    rules.audience
      ? judge(
          'Audience',
          audienceClaim,
          `${audienceClaim} ${quote(ownMember(claims, audienceClaim))}`,
          audience === 'any' ? 'any' : oneOf(audience),
        )
      : open('Audience', 'not known which is wanted, because the issuer has no entry'),
  ];
}

/** Judges whether a token is bound to a key. */
export function checkUnbound(claims: Claims): Check {
  const refused = refusalBy(() => requireUnbound(claims));
  return judged('Binding', refused, {
    found: refused ? 'bound to a key (cnf)' : 'none',
    wanted: 'none',
  });
}

/** Why an access token lives as long as it does. */
import type { Caller } from '../../../src/authenticate/bearer-jwt';
import { type Grant, MIN_LIFETIME } from '../../../src/authorize';
import type { Settings } from '../../../src/settings';
import type { LifetimeSource } from '../model';
import type { Fields } from '../trial';

/**
 * Everything that bears on a lifetime.
 *
 * @param rule the name of the rule that matched
 * @param now seconds since the epoch
 */
export function lifetimeSources(
  caller: Caller,
  { lifetime }: Grant,
  rule: string | undefined,
  { lifetime: wish }: Fields,
  { authorization, guests, backends, permissions }: Settings,
  now: number,
): LifetimeSource[] {
  const guest = caller.kind === 'guest' && guests;
  const ruled = permissions?.rules?.list.find(({ name }) => name === rule);
  const asked = caller.kind === 'backend' && backends?.mayChooseLifetime ? wish : undefined;
  const left = Math.floor(caller.expiresAt - now);
  const follows = authorization.lifetimeFollowsCaller && Number.isFinite(left);
  const bearing: [what: string, seconds: number | undefined][] = [
    [
      guest ? 'guests.lifetime' : 'TOKEN_LIFETIME',
      guest ? guest.tokenLifetime : authorization.lifetime,
    ],
    [`the rule ${rule}`, ruled?.lifetime],
    ['the backend asks for', asked === undefined ? undefined : Number(asked)],
    [
      left > 0
        ? "the caller's own token ends in"
        : "the end of the caller's own token is past, or not told",
      follows ? left : undefined,
    ],
    ['no access token lives shorter', follows && left < MIN_LIFETIME ? MIN_LIFETIME : undefined],
  ];
  const sources = bearing.flatMap(([what, seconds]) =>
    seconds === undefined ? [] : [{ what, seconds, decides: false }],
  );
  // Of several that say the same, the later one is the narrower.
  const decisive = sources.findLast(({ seconds }) => seconds === lifetime);
  return sources.map((source) => ({ ...source, decides: source === decisive }));
}

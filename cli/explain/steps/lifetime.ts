/** Why an access token lives as long as it does. */
import type { Caller } from '../../../src/authenticate';
import { type Grant, MIN_LIFETIME_SECONDS } from '../../../src/authorize';
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
  { lifetimeSeconds: lifetime }: Grant,
  rule: string | undefined,
  { lifetime: wish }: Fields,
  { authorization, guests }: Settings,
  now: number,
): LifetimeSource[] {
  const guest = caller.kind === 'guest' && guests;
  const ruled = authorization.rules?.list.find(({ name }) => name === rule);
  const asked =
    caller.kind === 'backend' && authorization.backends.mayChooseLifetime ? wish : undefined;
  const left = Math.floor(caller.expiresAtSeconds - now);
  const follows = authorization.lifetimeFollowsCaller && Number.isFinite(left);
  const bearing: [what: string, seconds: number | undefined][] = [
    [
      guest ? 'guests.lifetime' : 'TOKEN_LIFETIME',
      guest ? authorization.guests.lifetimeSeconds : authorization.lifetimeSeconds,
    ],
    [`the rule ${rule}`, ruled?.lifetimeSeconds],
    ['the backend asks for', asked === undefined ? undefined : Number(asked)],
    [
      left > 0
        ? "the caller's own token ends in"
        : "the end of the caller's own token is past, or not told",
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
  const decisive = sources.findLast(({ seconds }) => seconds === lifetime);
  return sources.map((source) => ({ ...source, decides: source === decisive }));
}

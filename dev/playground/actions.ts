/** What the playground asks of this machine while `npm start` runs. Nothing of it is deployed. */
import { explain } from '../../cli/explain/explain';
import { boundedGet } from '../../src/http/get';
import { policy } from '../../src/policy';
import type { Settings } from '../../src/settings';
import { isFault } from '../identity-provider/faults';
import { findPerson } from '../identity-provider/people';
import type { LocalLogin } from '../local-login';
import type { Action } from '../site';
import { stepsOf } from './steps';

/**
 * The actions, by path: `/playground/explain` explains what the service decides about a token, and
 * `/playground/bearer` issues a token for one of the people, with a fault in it if one is named.
 *
 * @param login undefined if only the app's own login can issue tokens
 */
export function playgroundActions(
  login: LocalLogin | undefined,
  settings: Settings,
): ReadonlyMap<string, Action> {
  return new Map<string, Action>([
    [
      '/playground/explain',
      async ({ token }) => ({
        steps: stepsOf(
          await explain(
            { token: String(token), fields: {} },
            { settings, now: Date.now(), get: boundedGet, offline: false, policy },
          ),
        ),
      }),
    ],
    [
      '/playground/bearer',
      async ({ person: name, fault }) => {
        const person = findPerson(String(name));
        if (!login || !person) throw new Error('There is no such person here.');
        if (fault !== undefined && !isFault(fault)) throw new Error('There is no such fault.');
        return { bearer: await login.sign(person, fault) };
      },
    ],
  ]);
}

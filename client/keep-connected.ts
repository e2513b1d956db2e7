/** Renews the token of a Client that is ready, through expiry, sleep and refusal. */
import type { AccessToken } from './access-token';
import { AFTER_FAILURE_MS } from './back-off';
import type { Environment, Stop } from './environment';
import { TokenError } from './errors';
import { type ConnectionError, type ConversationsClient, listen, refusalOf } from './sdk';
import type { TokenSource } from './token-source';

/**
 * States of the SDK in which it accepts a new token. In between, `updateToken` may never return, so
 * it is not called when `tokenExpired` comes, but when the connection is down for good.
 */
const SETTLED = /^(connected|disconnected|denied)$/;

/**
 * Keeps a Client connected.
 *
 * @param first the token that it was made with
 * @param onConnected is called whenever the connection comes and goes
 * @param onFailure is called once, when the connection cannot be kept
 * @returns what ends that
 */
export function keepConnected(
  environment: Environment,
  source: TokenSource,
  client: ConversationsClient,
  first: AccessToken,
  onConnected: (connected: boolean) => void,
  onFailure: (error: TokenError) => void,
): Stop {
  let newest = first.token;
  /** The last one that the SDK was given, and the last one that it has accepted. */
  let tried = newest;
  let taken = newest;
  /** The call of `updateToken` under way. */
  let update: object | undefined;
  let stopRetry: Stop | undefined;
  let refusals = 0;
  let over = false;

  const apply = async (token: string): Promise<void> => {
    newest = token;
    const state = client.connectionState;
    if (over || update || !SETTLED.test(state)) return;
    if (token === taken && state === 'connected') return;
    stopRetry?.();
    tried = token;
    const mine = {};
    update = mine;
    try {
      await client.updateToken(token);
      taken = token;
    } catch {
      // It shows as a change of the state; if there is none, another try may help.
      stopRetry = environment.timer(() => void apply(newest), AFTER_FAILURE_MS, true);
    }
    if (update !== mine) return;
    update = undefined;
    if (newest !== token) void apply(newest);
  };

  const give = (answer: AccessToken) => {
    if (answer.identity === first.identity) return void apply(answer.token);
    fail(new TokenError('not_logged_in', 'Another user is signed in now.'));
  };

  const fail = (error: TokenError) => {
    if (over) return;
    stop();
    onFailure(error);
  };

  const renew = () =>
    source.get({ replacing: tried }).then(
      // Usually it has come to the follower below already.
      (answer) => {
        if (answer.token !== tried) give(answer);
      },
      // What may pass, the source goes on with by itself.
      (error: TokenError) => {
        if (!error.retriable && error.code !== 'closed') fail(error);
      },
    );

  const stopListening = listen(client, {
    connectionStateChanged(state: string) {
      onConnected(state === 'connected');
      if (state === 'connected') {
        refusals = 0;
        void apply(newest);
      } else if (SETTLED.test(state)) {
        update = undefined;
        if (state === 'disconnected') void renew();
      }
    },
    // It comes right after the state `denied`.
    connectionError(error: ConnectionError) {
      const refusal = refusalOf(error);
      if (!refusal) return;
      if (refusals++) fail(refusal);
      else void renew();
    },
    tokenAboutToExpire: renew,
  });
  const unfollow = source.follow(give, fail);
  const stop = () => {
    over = true;
    unfollow();
    stopRetry?.();
    stopListening();
  };
  return stop;
}

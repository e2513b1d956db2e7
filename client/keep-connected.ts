/** Renews the token of a Client that is ready, through expiry, sleep and refusal. */
import type { AccessToken } from './access-token';
import type { TokenError } from './errors';
import { type ConnectionError, type ConversationsClient, refusalOf } from './sdk';
import type { TokenSource } from './token-source';

/**
 * States of the SDK in which it takes a new token. In between, `updateToken` may never return, so
 * that it is not called when `tokenExpired` comes, but when the connection is down for good.
 */
const SETTLED = /^(connected|disconnected|denied)$/;

/**
 * Keeps a Client connected.
 *
 * @param first the token that it was made with
 * @param onConnected is told whenever the connection comes and goes
 * @param onFailure is told once, when the connection cannot be kept
 * @returns what ends that
 */
export function keepConnected(
  source: TokenSource,
  client: ConversationsClient,
  first: AccessToken,
  onConnected: (connected: boolean) => void,
  onFailure: (error: TokenError) => void,
): () => void {
  let newest = first.token;
  /** The last one that the SDK was given, and the last one that it has taken. */
  let tried = newest;
  let taken = newest;
  /** The call of `updateToken` under way. */
  let update: object | undefined;
  let refusals = 0;

  const apply = async (token: string) => {
    newest = token;
    if (update || token === taken || !SETTLED.test(client.connectionState)) return;
    tried = token;
    const mine = {};
    update = mine;
    try {
      await client.updateToken(token);
      taken = token;
    } catch {
      // It shows as a change of the state, or works at the next one.
    }
    if (update !== mine) return;
    update = undefined;
    if (newest !== token) void apply(newest);
  };

  const fail = (error: TokenError) => {
    stop();
    onFailure(error);
  };

  const renew = () =>
    source.get({ replacing: tried }).then(
      // Usually it has come to the follower below already.
      ({ token }) => {
        if (token !== tried) void apply(token);
      },
      // What may pass, the source goes on with by itself.
      (error: TokenError) => {
        if (!error.retriable && error.code !== 'closed') fail(error);
      },
    );

  const onState = (state: string) => {
    onConnected(state === 'connected');
    if (state === 'connected') {
      refusals = 0;
      void apply(newest);
    } else if (SETTLED.test(state)) {
      update = undefined;
      if (state === 'disconnected') void renew();
    }
  };
  // It comes right after the state `denied`.
  const onError = (error: ConnectionError) => {
    const refusal = refusalOf(error);
    if (!refusal) return;
    if (refusals++) fail(refusal);
    else void renew();
  };

  const listeners = Object.entries({
    connectionStateChanged: onState,
    connectionError: onError,
    tokenAboutToExpire: renew,
  });
  for (const [event, listener] of listeners) client.on(event, listener);
  const unfollow = source.follow(({ token }) => void apply(token), fail);
  const stop = () => {
    unfollow();
    for (const [event, listener] of listeners) client.off(event, listener);
  };
  return stop;
}

/**
 * The browser's half of the token service: fetches access tokens, keeps them fresh, and keeps the
 * Client of `@twilio/conversations` connected with them.
 *
 * @module
 */
export type { AccessToken } from './access-token';
export {
  type Connection,
  type ConnectionSnapshot,
  type ConnectionState,
  type ConnectOptions,
  connect,
} from './connect';
export type { Bearer } from './credentials';
export type { TokenStorage } from './environment';
export { type Refusal, TokenError, type TokenErrorCode } from './errors';
export type { GuestOptions } from './guest';
export type { Fetch } from './request';
export type { ConversationsClient } from './sdk';
export { createTokenSource, type TokenSource, type TokenSourceOptions } from './token-source';

/** The ways in which real tokens are wrong, applied to a token that is right. */

import type { KeyObject } from 'node:crypto';
import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type CompactJWSHeaderParameters, CompactSign, type JWTPayload } from 'jose';
import { CLIENT_ID } from './client';

/** A token before it is signed. */
export interface Draft {
  header: CompactJWSHeaderParameters;
  payload: JWTPayload;
  key: KeyObject | Uint8Array;
}

const HOUR = 3600;
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** Each fault changes a draft that is right into one that is wrong in exactly this way. */
export const FAULTS = {
  wrong_audience: ({ payload }) => {
    payload.aud = 'https://another-api.example.com';
  },
  issuer_slash: ({ payload }) => {
    const issuer = String(payload.iss);
    payload.iss = issuer.endsWith('/') ? issuer.slice(0, -1) : `${issuer}/`;
  },
  expired: ({ payload }) => {
    payload.iat = nowSeconds() - 2 * HOUR;
    payload.exp = nowSeconds() - HOUR;
  },
  not_yet_valid: ({ payload }) => {
    payload.nbf = nowSeconds() + HOUR;
    payload.exp = nowSeconds() + 2 * HOUR;
  },
  id_token: (draft) => {
    draft.header.typ = 'JWT';
    draft.payload.aud = CLIENT_ID;
    delete draft.payload.scope;
    delete draft.payload.client_id;
  },
  another_key: async (draft) => {
    draft.key = await anotherKey(draft.header.alg);
  },
  numeric_sub: ({ payload }) => {
    Object.assign(payload, { sub: 4711 });
  },
} as const satisfies Record<string, (draft: Draft) => void | Promise<void>>;

/** The name of a fault. */
export type Fault = keyof typeof FAULTS;

/** Whether a name from outside is that of a fault. */
export const isFault = (name: unknown): name is Fault => Object.hasOwn(FAULTS, String(name));

/** Signs a token, with a fault in it if one is named. */
export async function signDraft(draft: Draft, fault?: Fault): Promise<string> {
  if (fault) await FAULTS[fault](draft);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(draft.payload)))
    .setProtectedHeader(draft.header)
    .sign(draft.key);
}

/** A key that fits an algorithm and that no one trusts. */
async function anotherKey(algorithm: string): Promise<Draft['key']> {
  if (algorithm.startsWith('HS')) return randomBytes(64);
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return privateKey;
}

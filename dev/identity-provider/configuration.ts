/** The settings of the development identity provider: its keys, clients, scopes and tokens. */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider';
import {
  AUDIENCE,
  CLIENT_ID,
  IDENTITY_SCOPE,
  INTROSPECTION_CLIENT,
  OPAQUE_RESOURCE,
  REDIRECT_URIS,
  RESOURCE_SCOPE,
  RESOURCES,
  type SigningAlgorithm,
} from './client';
import { errorPage, PAGE_HEADERS } from './pages';
import { findPerson } from './people';

/** The login page of an authorization request lies under this path. */
export const LOGIN_PATH = '/interaction/';

/** How long everything the provider issues is valid, in seconds. */
const LIFETIME = 3600;

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The library, which is passed in because it is loaded late. */
export type Library = typeof import('oidc-provider');

/** The whole configuration. Each call makes new random keys. */
export function configuration({ errors, interactionPolicy }: Library): Configuration {
  const policy = interactionPolicy.base();
  // Consent is given beforehand: the client is our own, and a second page would teach nothing.
  policy.remove('consent');
  return {
    interactions: { policy, url: (_ctx, interaction) => `${LOGIN_PATH}${interaction.uid}` },
    loadExistingGrant: grantEverything,
    jwks: { keys: signingKeys() },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      {
        client_id: CLIENT_ID,
        application_type: 'native',
        redirect_uris: REDIRECT_URIS,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        // It asks about tokens and gets none. Its secret may come by basic as well as by post.
        client_id: INTROSPECTION_CLIENT.id,
        client_secret: INTROSPECTION_CLIENT.secret,
        redirect_uris: [],
        grant_types: [],
        response_types: [],
      },
    ],
    responseTypes: ['code'],
    clientBasedCORS: (_ctx, origin) => LOOPBACK_ORIGIN.test(origin),
    scopes: ['openid'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    // There is no userinfo endpoint, so the ID token has to carry the claims of its scopes.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => {
      const person = findPerson(sub);
      return person && { accountId: sub, claims: () => ({ ...person }) };
    },
    extraTokenClaims: (_ctx, token) => {
      const person = 'accountId' in token && findPerson(String(token.accountId));
      return person
        ? { name: person.name, email: person.email, email_verified: person.email_verified }
        : undefined;
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      // For tokens that are opaque: the service asks about them, and a client may end its own.
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client) => client.clientId === INTROSPECTION_CLIENT.id,
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => AUDIENCE,
        // Otherwise a request without `resource` gets an opaque token, in spite of the default.
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          const always = { audience: AUDIENCE, scope: RESOURCE_SCOPE };
          if (resource === OPAQUE_RESOURCE) return { ...always, accessTokenFormat: 'opaque' };
          const algorithm = ALGORITHMS.find((name) => RESOURCES[name] === resource);
          if (!algorithm) throw new errors.InvalidTarget();
          return {
            ...always,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: algorithm } },
          };
        },
      },
    },
    ttl: {
      AccessToken: LIFETIME,
      AuthorizationCode: 60,
      Grant: LIFETIME,
      IdToken: LIFETIME,
      Interaction: LIFETIME,
      Session: LIFETIME,
    },
    renderError: (ctx, out) => {
      ctx.set(PAGE_HEADERS);
      ctx.body = errorPage(`${out.error}: ${out.error_description ?? 'no details'}.`);
    },
  };
}

const ALGORITHMS = Object.keys(RESOURCES) as SigningAlgorithm[];

function signingKeys(): JWK[] {
  const keys: Record<SigningAlgorithm, KeyObject> = {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    EdDSA: generateKeyPairSync('ed25519').privateKey,
  };
  return ALGORITHMS.map(
    (alg) => ({ ...keys[alg].export({ format: 'jwk' }), alg, use: 'sig' }) as JWK,
  );
}

async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, provider, session } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(IDENTITY_SCOPE);
  for (const resource of [...Object.values(RESOURCES), OPAQUE_RESOURCE]) {
    grant.addResourceScope(resource, RESOURCE_SCOPE);
  }
  await grant.save();
  return grant;
}

/** The settings of the development identity provider: its keys, clients, scopes and tokens. */
import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Configuration, JWK, Provider, ResourceServer } from 'oidc-provider';
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
import { findPerson, type Person } from './people';

/** The login page of an authorization request lies under this path. */
export const LOGIN_PATH = '/interaction/';

/** How long everything the provider issues is valid, in seconds. */
const LIFETIME = 3600;

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The library, which is passed in because it is loaded late. */
export type Library = typeof import('oidc-provider');

/** The private keys of a provider, by the algorithm that they sign with. */
export type Keys = Readonly<Record<SigningAlgorithm, KeyObject>>;

/** The claims of a person in an access token. */
export const claimsOf = ({ name, email, email_verified }: Person) => ({
  name,
  email,
  email_verified,
});

/** The whole configuration. */
export function configuration({ errors, interactionPolicy }: Library, keys: Keys): Configuration {
  const policy = interactionPolicy.base();
  // Consent is given beforehand: the client is our own, and a second page would teach nothing.
  policy.remove('consent');
  return {
    interactions: { policy, url: (_ctx, interaction) => `${LOGIN_PATH}${interaction.uid}` },
    loadExistingGrant: async ({ oidc: { client, provider, session } }) =>
      client && session?.accountId
        ? provider.Grant.find(await grantEverything(provider, client.clientId, session.accountId))
        : undefined,
    jwks: { keys: ALGORITHMS.map((alg) => publish(alg, keys[alg])) },
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
      return person ? claimsOf(person) : undefined;
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
          const server = resourceServer(resource);
          if (!server) throw new errors.InvalidTarget();
          return server;
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

/** What a resource indicator stands for; undefined if there is no such resource. */
export function resourceServer(resource: string): ResourceServer | undefined {
  const always = { audience: AUDIENCE, scope: RESOURCE_SCOPE };
  if (resource === OPAQUE_RESOURCE) return { ...always, accessTokenFormat: 'opaque' };
  const alg = ALGORITHMS.find((name) => RESOURCES[name] === resource);
  return alg && { ...always, accessTokenFormat: 'jwt', jwt: { sign: { alg } } };
}

/** Makes new random keys. */
export function createKeys(): Keys {
  return {
    RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    EdDSA: generateKeyPairSync('ed25519').privateKey,
  };
}

const publish = (alg: SigningAlgorithm, key: KeyObject) =>
  ({ ...key.export({ format: 'jwk' }), alg, use: 'sig' }) as JWK;

/**
 * Grants a client whatever a person can grant.
 *
 * @returns the id of the grant
 */
export async function grantEverything(
  provider: Provider,
  clientId: string,
  accountId: string,
): Promise<string> {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(IDENTITY_SCOPE);
  for (const resource of [...Object.values(RESOURCES), OPAQUE_RESOURCE]) {
    grant.addResourceScope(resource, RESOURCE_SCOPE);
  }
  return grant.save();
}

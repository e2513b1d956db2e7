/** What the development identity provider and its clients have agreed on. */

/** The port the provider takes unless told otherwise, or unless it is in use. */
export const DEFAULT_PORT = 9400;

/** A public client: authorization code with PKCE, no secret. */
export const CLIENT_ID = 'playground';

/** Where the log-in of the command line ends. Nothing listens there; only the code in it counts. */
export const REDIRECT_URI = 'http://127.0.0.1/callback';

/** Registered for the client. The port is free to choose on loopback (RFC 8252 §7.3). */
export const REDIRECT_URIS = ['http://localhost', 'http://127.0.0.1', 'http://[::1]'].flatMap(
  (origin) => [`${origin}/`, `${origin}/callback`],
);

/** The `aud` of every access token. */
export const AUDIENCE = 'urn:conversations:token-service';

/** The scope of the access token itself. */
export const RESOURCE_SCOPE = 'chat';

/** Scopes of OpenID Connect Core §5.4 that the client may ask for besides. */
export const IDENTITY_SCOPE = 'openid profile email';

/** The algorithms that the provider has a signing key for. */
export type SigningAlgorithm = 'RS256' | 'ES256' | 'EdDSA';

/**
 * Resource indicators (RFC 8707) by the algorithm that signs their access tokens. All of them are
 * the same audience; asking for one chooses the algorithm. Without one, it is RS256.
 */
export const RESOURCES: Readonly<Record<SigningAlgorithm, string>> = {
  RS256: AUDIENCE,
  ES256: `${AUDIENCE}:es256`,
  EdDSA: `${AUDIENCE}:eddsa`,
};

/** The resource indicator whose access tokens are opaque. They are of the same audience. */
export const OPAQUE_RESOURCE = `${AUDIENCE}:opaque`;

/**
 * The client by which a service asks about opaque tokens. Its secret is for development only: it is
 * known to everybody, and so of no use anywhere else.
 */
export const INTROSPECTION_CLIENT = {
  id: 'token-service',
  secret: 'secret-for-development-only',
} as const;

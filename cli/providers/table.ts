/** The logins that setup knows, one by one. */
import { audience, hostName, list, matching, origin, type Reading, url, uuid } from './answers';
import type { Provider } from './provider';

const page = (id: string) => ({ id, page: `docs/providers/${id}.md`, secrets: [] });

const auth0: Provider = {
  ...page('auth0'),
  name: 'Auth0',
  token: 'Send the access token that getTokenSilently returns when the audience is named.',
  questions: [
    {
      name: 'domain',
      sentence: 'Domain of the application, or your custom domain.',
      example: 'acme.eu.auth0.com',
      read: hostName('A domain is needed, as the settings of the application show it.'),
    },
    {
      name: 'audience',
      sentence: 'Identifier of the API that stands for this service, under Applications, APIs.',
      example: 'https://chat.example.com',
      read: audience,
    },
  ],
  // The issuer of Auth0 ends with a slash.
  variables: ({ domain, audience }) => ({
    AUTH_ISSUER: `https://${domain}/`,
    AUTH_AUDIENCE: `${audience}`,
  }),
};

const firebase: Provider = {
  ...page('firebase'),
  name: 'Firebase Authentication',
  token: 'Send the ID token that getIdToken returns.',
  questions: [
    {
      name: 'project-id',
      sentence: 'Project ID, under Project settings, General (not the project number).',
      example: 'acme-chat',
      read: matching(
        /^(?:https:\/\/console\.firebase\.google\.com\/(?:u\/\d+\/)?project\/)?([a-z][a-z0-9-]{4,28}[a-z0-9])(?:\/.*)?$/,
        'A project ID has 6 to 30 lower-case letters, digits and hyphens, and begins with a letter.',
      ),
    },
  ],
  variables: ({ 'project-id': project }) => ({
    AUTH_ISSUER: `https://securetoken.google.com/${project}`,
    AUTH_AUDIENCE: `${project}`,
  }),
};

const cognito: Provider = {
  ...page('cognito'),
  name: 'Amazon Cognito',
  token: 'Send the access token of the user pool.',
  questions: [
    {
      name: 'user-pool-id',
      sentence: 'User pool ID, which begins with its region.',
      example: 'eu-central-1_AbCdEf123',
      // People also copy the ARN or the issuer, which end with the ID.
      read: matching(
        /^(?:\S*\/)?([a-z]{2,}(?:-[a-z]+)+-\d+_[0-9A-Za-z]+)$/,
        'A user pool ID has the form region_characters.',
      ),
    },
    {
      name: 'client-id',
      sentence: 'Client ID of the app client; with commas between, if there are several.',
      example: '4f9a2k7m1b8c3d6e5g0h2j4k6l',
      read: list(matching(/^[a-z0-9]{20,128}$/, 'A client ID has lower-case letters and digits.')),
    },
  ],
  variables: ({ 'user-pool-id': pool = '', 'client-id': client }) => {
    const region = pool.slice(0, pool.indexOf('_'));
    const suffix = region.startsWith('cn-') ? '.cn' : '';
    return {
      AUTH_ISSUER: `https://cognito-idp.${region}.amazonaws.com${suffix}/${pool}`,
      AUTH_AUDIENCE: `${client}`,
      // Access tokens of Cognito have no aud.
      AUTH_AUDIENCE_CLAIM: 'client_id',
    };
  },
};

const okta: Provider = {
  ...page('okta'),
  name: 'Okta',
  token: 'Send the access token of a custom authorization server.',
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer URI of the authorization server, under Security, API.',
      example: 'https://acme.okta.com/oauth2/default',
      read: oktaIssuer,
    },
    {
      name: 'audience',
      sentence: 'Audience of that authorization server.',
      example: 'api://default',
      fallback: 'api://default',
      read: audience,
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
    // sub is the login name, which can be changed and given to somebody else.
    IDENTITY_CLAIM: 'uid',
  }),
};

function oktaIssuer(answer: string): Reading {
  const reading = url(answer);
  if (!reading.ok) return reading;
  const { origin, pathname } = new URL(reading.value);
  const server = /^\/oauth2\/([A-Za-z0-9]+)\/?$/.exec(pathname)?.[1];
  if (server === undefined || server === 'v1') {
    return {
      ok: false,
      sentence:
        'The Issuer URI of a custom authorization server is needed; it ends with /oauth2/ and a name. Access tokens of the org itself are for Okta alone.',
    };
  }
  // The admin console has a host of its own, which issues no tokens.
  return {
    ok: true,
    value: `${origin.replace(/-admin(?=\.okta)/, '')}/oauth2/${server}`,
  };
}

const entra: Provider = {
  ...page('entra'),
  name: 'Microsoft Entra ID',
  token: 'Send an access token for a scope of your own API, never one for Microsoft Graph.',
  questions: [
    {
      name: 'tenant-id',
      sentence: 'Directory (tenant) ID.',
      example: '8d3c5f1a-2b4e-4c6d-9a7f-0e1b2c3d4e5f',
      read: uuid(
        'A tenant ID is a UUID. Neither a domain nor common will do, because tokens have the UUID in iss.',
      ),
    },
    {
      name: 'client-id',
      sentence: 'Application (client) ID of the app registration that exposes the API.',
      example: '3f2a1b0c-9d8e-4f7a-8b6c-5d4e3f2a1b0c',
      read: uuid('An application ID is a UUID.'),
    },
  ],
  variables: ({ 'tenant-id': tenant, 'client-id': client }) => ({
    AUTH_ISSUER: `https://login.microsoftonline.com/${tenant}/v2.0`,
    AUTH_AUDIENCE: `${client}`,
    // sub is another one for each app.
    IDENTITY_CLAIM: 'oid',
  }),
};

const clerk: Provider = {
  ...page('clerk'),
  name: 'Clerk',
  token: 'Send the session token that getToken returns.',
  questions: [
    {
      name: 'frontend-api',
      sentence: 'Frontend API URL, on the page API keys.',
      example: 'clerk.example.com',
      read: hostName('A host is needed, such as clerk.example.com.'),
    },
    {
      name: 'origins',
      sentence: 'Origins of your app; with commas between, if there are several.',
      example: 'https://app.example.com',
      read: list(origin),
    },
  ],
  variables: ({ 'frontend-api': host, origins }) => ({
    AUTH_ISSUER: `https://${host}`,
    AUTH_JWKS_URI: `https://${host}/.well-known/jwks.json`,
    AUTH_AUDIENCE: `${origins}`,
    // Session tokens have no aud.
    AUTH_AUDIENCE_CLAIM: 'azp',
  }),
};

const supabase: Provider = {
  ...page('supabase'),
  name: 'Supabase',
  token: 'Send the access_token of the session.',
  questions: [
    {
      name: 'project-ref',
      sentence: 'Project ID, under Project Settings, General; or the project URL.',
      example: 'abcdefghijklmnopqrst',
      read: matching(
        /^(?:https:\/\/supabase\.com\/dashboard\/project\/|https:\/\/)?([a-z]{20})(?:\.supabase\.co)?(?:\/.*)?$/,
        'A project ID has 20 lower-case letters.',
      ),
    },
  ],
  variables: ({ 'project-ref': ref }) => ({
    AUTH_ISSUER: `https://${ref}.supabase.co/auth/v1`,
    AUTH_JWKS_URI: `https://${ref}.supabase.co/auth/v1/.well-known/jwks.json`,
    AUTH_AUDIENCE: 'authenticated',
  }),
};

const keycloak: Provider = {
  ...page('keycloak'),
  name: 'Keycloak',
  token: 'Send the access token, with an audience mapper for this service.',
  questions: [
    {
      name: 'base-url',
      sentence: 'URL of the server, up to but without /realms.',
      example: 'https://id.example.com',
      read: (answer) => {
        const reading = url(answer);
        if (!reading.ok) return reading;
        return { ok: true, value: reading.value.replace(/(\/realms(\/.*)?)?\/?$/, '') };
      },
    },
    {
      name: 'realm',
      sentence: 'Name of the realm.',
      example: 'acme',
      read: matching(/^[\w.-]+$/, 'A realm has letters, digits and . _ - here.'),
    },
    {
      name: 'audience',
      sentence: 'Audience that your audience mapper adds.',
      example: 'conversations',
      read: audience,
    },
  ],
  variables: ({ 'base-url': base, realm, audience }) => ({
    AUTH_ISSUER: `${base}/realms/${realm}`,
    AUTH_AUDIENCE: `${audience}`,
  }),
};

const google: Provider = {
  ...page('google'),
  name: 'Google',
  token: 'Send the ID token, which Google Identity Services calls credential.',
  questions: [
    {
      name: 'client-id',
      sentence: 'OAuth client ID; with commas between, if there are several.',
      example: '123456789012-a1b2c3d4e5f6.apps.googleusercontent.com',
      read: list(
        matching(
          /^[0-9]+(?:-[a-z0-9]+)?\.apps\.googleusercontent\.com$/,
          'A client ID ends with .apps.googleusercontent.com.',
        ),
      ),
    },
  ],
  variables: ({ 'client-id': client }) => ({
    AUTH_ISSUER: 'https://accounts.google.com',
    AUTH_AUDIENCE: `${client}`,
  }),
};

const ownBackend: Provider = {
  ...page('own-backend'),
  name: 'Own backend',
  token: 'Send a JWT that your backend signs with HS256 and AUTH_SECRET, valid for minutes.',
  questions: [
    {
      name: 'audience',
      sentence: 'Audience that your backend writes into its tokens.',
      example: 'conversations',
      fallback: 'conversations',
      read: audience,
    },
  ],
  secrets: ['AUTH_SECRET'],
  variables: ({ audience }) => ({ AUTH_AUDIENCE: `${audience}` }),
};

const other: Provider = {
  ...page('other'),
  name: 'Other OpenID provider',
  token: 'Send a signed JWT whose audience is your own app or API.',
  questions: [
    {
      name: 'issuer',
      sentence: 'Issuer: the iss of its tokens to the letter, trailing slash included.',
      example: 'https://login.example.com',
      read: url,
    },
    {
      name: 'audience',
      sentence: 'Audience: the aud of its tokens.',
      example: 'conversations',
      read: list(audience),
    },
  ],
  variables: ({ issuer, audience }) => ({
    AUTH_ISSUER: `${issuer}`,
    AUTH_AUDIENCE: `${audience}`,
  }),
};

/** All of them, in the order in which setup lists them. */
export const PROVIDERS: readonly Provider[] = [
  auth0,
  firebase,
  cognito,
  okta,
  entra,
  clerk,
  supabase,
  keycloak,
  google,
  ownBackend,
  other,
];

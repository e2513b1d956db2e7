/** A login whose key is compiled in, and servers that end with their test. */
import type { Policy } from '../../../src/settings';
import { type AskedEndpoint, startAskedEndpoint } from '../../support/asked-issuer';
import { type MisbehavingIssuer, startIssuer } from '../../support/misbehaving-issuer';
import {
  AUDIENCE,
  ISSUER,
  makeKey,
  SERVICE_SID,
  signToken,
  validClaims,
  validEnvironment,
} from '../../support/tokens';

/** Seconds since the epoch. */
export const NOW = 1_800_000_000;

/** The key of the login. */
export const key = makeKey('ES256', 'k1');

/** A token of the login that is good, but for what is changed. */
export const tokenWith = (claims: object = {}, options: object = {}) =>
  signToken({ ...validClaims({}, NOW), ...claims }, { key, ...options });

/** The entry of the login. Nobody is asked. */
export const ENTRY = {
  issuer: ISSUER,
  audience: AUDIENCE,
  keySet: { keys: [key.jwk] },
  fetchKeys: false,
};

/** A policy that trusts the login alone. */
export const COMPILED: Policy = { issuers: [ENTRY] };

/** The environment for a policy that lists its issuers. */
export const environment = validEnvironment({ AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined });

/** Starts servers, and closes them after each test. */
export function useServers(): {
  issuerWith(...keys: object[]): Promise<MisbehavingIssuer>;
  endpoint(): Promise<AskedEndpoint>;
} {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
  });
  const kept = async <T extends { close(): Promise<void> }>(started: Promise<T>) => {
    const server = await started;
    open.push(server);
    return server;
  };
  return {
    issuerWith: (...keys) => kept(startIssuer(keys)),
    endpoint: () => kept(startAskedEndpoint()),
  };
}

const AGENT = `RL${'1'.repeat(32)}`;

/** The role of members at the service. */
export const MEMBER = `RL${'2'.repeat(32)}`;

/** Rules of all sorts. */
export const RULES: Policy = {
  roles: { agent: AGENT, member: { [SERVICE_SID]: MEMBER } },
  rules: [
    { name: 'suspended', when: { claims: { suspended: true } }, deny: 'the account is suspended' },
    {
      name: 'agents',
      when: { caller: ['person', 'backend'], claims: { groups: { has: 'support' } } },
      allow: { role: 'agent', lifetime: 7200 },
    },
    { name: 'staff', when: { claims: { email: 'a@acme.example' } }, allow: {} },
    {
      name: 'organisations',
      when: { claims: { org_id: { oneOf: ['acme', 'globex'] } } },
      allow: {
        role: 'member',
        lifetime: 1800,
        friendlyName: 'name',
        conversations: ['announcements', { name: 'org-{org_id}', create: true }],
      },
    },
    { name: 'guests', when: { caller: 'guest' }, allow: {} },
  ],
};

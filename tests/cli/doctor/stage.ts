/** A project with everybody whom its service asks: all on loopback, and nothing wrong with any. */
import type { World } from '../../../cli/doctor';
import { RECOMMENDED, type RoleName } from '../../../cli/roles/recommended';
import { createRestClient } from '../../../src/twilio/client';
import { type AskedEndpoint, startAskedEndpoint } from '../../support/asked-issuer';
import { type MisbehavingIssuer, startIssuer } from '../../support/misbehaving-issuer';
import { type Siteverify, startSiteverify } from '../../support/siteverify';
import { makeKey, SECRET } from '../../support/tokens';
import { addRole, startTwilio, type TwilioStandIn } from '../../support/twilio';
import { goodEnvironment, makeProject, type Project } from './project';

/** What a test can spoil. */
export interface Stage {
  project: Project;
  issuer: MisbehavingIssuer;
  /** Where opaque tokens are looked up. */
  asked: AskedEndpoint;
  siteverify: Siteverify;
  twilio: TwilioStandIn;
  /** Sets variables anew; an override of undefined takes one away. */
  configure(overrides: Record<string, string | undefined>): void;
  world(): World;
  close(): Promise<void>;
}

/** The secret of the client at the introspection endpoint. */
export const CLIENT_SECRET = 'the-secret-of-the-introspecting-client';

/** The keys of the login, once for all tests. */
export const KEYS = {
  rsa: makeKey('RS256'),
  other: makeKey('RS256', 'other'),
  weak: makeKey('RS256', 'weak', 1024),
  ec: makeKey('ES384'),
};

/** The SID of the role that guests get by the policy. */
const guestRole = ({ twilio }: Stage) =>
  [...twilio.roles.values()].find(({ friendlyName }) => friendlyName === 'guest in service')?.sid ??
  '';

/** Gives the stand-in of Twilio a role by the recommended name, and makes it a default. */
function recommend(twilio: TwilioStandIn, type: 'service' | 'conversation', name: RoleName) {
  const role = RECOMMENDED.find((each) => each.type === type && each.name === name);
  return addRole(twilio.service, {
    friendlyName: `${name} in ${type}`,
    type,
    permissions: role?.permissions ?? [],
  });
}

/** Starts everything. */
export async function openStage(): Promise<Stage> {
  const project = makeProject();
  const [issuer, asked, siteverify, twilio] = await Promise.all([
    startIssuer([KEYS.rsa]),
    startAskedEndpoint(),
    startSiteverify(),
    startTwilio(),
  ]);
  recommend(twilio, 'service', 'guest');
  Object.assign(twilio.service.configuration, {
    defaultChatServiceRoleSid: recommend(twilio, 'service', 'member').sid,
    defaultConversationRoleSid: recommend(twilio, 'conversation', 'guest').sid,
  });
  const stage: Stage = {
    project,
    issuer,
    asked,
    siteverify,
    twilio,
    configure: (overrides) =>
      project.setEnvironment(
        goodEnvironment({
          AUTH_ISSUER: issuer.issuer,
          AUTH_INTROSPECTION_URL: asked.url,
          AUTH_INTROSPECTION_CLIENT_ID: 'chat',
          AUTH_INTROSPECTION_CLIENT_SECRET: CLIENT_SECRET,
          GUESTS: 'on',
          GUEST_SECRET: SECRET,
          GUEST_CHALLENGE_URL: siteverify.url,
          GUEST_CHALLENGE_SECRET: siteverify.secret,
          ...overrides,
        }),
      ),
    world: () => ({
      ...project.world(),
      policy: { roles: { guest: guestRole(stage) }, guests: { role: 'guest' } },
      rest: (credentials) => createRestClient(credentials, twilio.httpClient()),
    }),
    close: async () => {
      project.close();
      await Promise.all([issuer, asked, siteverify, twilio].map((each) => each.close()));
    },
  };
  stage.configure({});
  return stage;
}

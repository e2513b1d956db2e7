/** Roles at Twilio: a token carries no permissions, its user's role does. */
import { RECOMMENDED, type RoleType } from '../../roles/recommended';
import { type Check, type ConfiguredWorld, type Finding, ok, orOk, warning, wrong } from '../check';
import { ask, unclear } from './rest';

/** What everybody may do who has no role of their own, beside what `npm run roles` recommends. */
export const defaultRoles: Check<ConfiguredWorld> = {
  id: 'twilio-default-roles',
  title: 'Default roles',
  async run(world) {
    const { status, found } = await ask(world, async (client, serviceSid) => {
      const at = client.conversations.v1.services(serviceSid);
      const configuration = await at.configuration().fetch();
      return Promise.all([
        at.roles(configuration.defaultChatServiceRoleSid).fetch(),
        at.roles(configuration.defaultConversationRoleSid).fetch(),
      ]);
    });
    if (!found) return [unclear(status)];
    const { settings, policy } = world;
    const [inService, inConversation] = found;
    const guests = settings.guests !== undefined;
    return orOk(
      [
        // Guests with a role of their own do not get the default one.
        ...excess('service', inService, guests && policy.guests?.role === undefined),
        ...excess('conversation', inConversation, guests),
      ],
      'The default roles allow no more than is recommended.',
    );
  },
};

function excess(
  type: RoleType,
  { permissions }: { permissions: readonly string[] },
  guests: boolean,
): Finding[] {
  const measure = guests ? 'guest' : 'member';
  const allowed = RECOMMENDED.find((role) => role.type === type && role.name === measure);
  const found = permissions.filter((each) => !allowed?.permissions.includes(each)).sort();
  if (found.length === 0) return [];
  const whose = type === 'service' ? 'In the service' : 'In a conversation';
  return [
    warning(
      `${whose}, everybody without a role of their own${guests ? ', guests included,' : ''} may ${found.join(', ')}.`,
      'npm run roles shows weaker roles, and how to make them the default.',
    ),
  ];
}

/** That the roles of the policy exist, and are roles of the service. */
export const policyRoles: Check<ConfiguredWorld> = {
  id: 'policy-roles',
  title: 'Roles of the policy',
  async run(world) {
    const { serviceSid } = world.settings.twilio;
    const named = Object.entries(world.policy.roles ?? {}).map(
      ([name, given]) => [name, typeof given === 'string' ? given : given[serviceSid]] as const,
    );
    return Promise.all(named.map(([name, sid]) => judgeRole(world, name, sid ?? '')));
  },
};

async function judgeRole(world: ConfiguredWorld, name: string, sid: string): Promise<Finding> {
  const { status, found } = await ask(world, (client, serviceSid) =>
    client.conversations.v1.services(serviceSid).roles(sid).fetch(),
  );
  const remedy = `Correct roles.${name} in src/policy.ts. npm run roles prints the SIDs.`;
  if (found?.type === 'service') return ok(`The role ${name} exists.`);
  if (found) {
    return wrong(
      `The role ${name} is one for conversations, and cannot be given to a user.`,
      remedy,
    );
  }
  if (status === 404) return wrong(`The service has no role with the SID of ${name}.`, remedy);
  return unclear(status);
}

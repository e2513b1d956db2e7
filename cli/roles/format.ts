/** The comparison as text for a terminal. */
import type { TwilioSettings } from '../../src/twilio/issue';
import { textTable } from '../table';
import type { ComparedRole, Comparison, DefaultRoles, FoundRole } from './compare';
import type { RoleType } from './recommended';

const DEFAULT_FOR: Record<keyof DefaultRoles, string> = {
  service: 'default: whoever connects',
  conversation: 'default: participants',
  creator: 'default: creators',
};

const HEADS: Record<RoleType, string> = {
  service: 'Roles in the service',
  conversation: 'Roles in a conversation',
};

/** All roles, the recommended ones, and what to do next. */
export function formatComparison(
  { roles, recommended }: Comparison,
  { serviceSid, region }: TwilioSettings,
): string {
  const sections = [
    `Conversations Service ${serviceSid}, ${region}`,
    ...(['service', 'conversation'] as const).map((type) =>
      rolesTable(
        HEADS[type],
        roles.filter((role) => role.type === type),
      ),
    ),
    recommendedTable(recommended),
    howToChangeDefaults(roles, recommended, { serviceSid, region }),
    formatPolicy(recommended),
  ];
  return sections.filter((each) => each !== '').join('\n\n');
}

/** One line for each permission; the role's name, SID and place stand in the first of them. */
function rolesTable(head: string, roles: readonly ComparedRole[]): string {
  const rows = roles.flatMap((role, index) => {
    const notes = [
      role.friendlyName,
      role.sid,
      ...role.defaultFor.map((kind) => DEFAULT_FOR[kind]),
    ];
    const permissions = [...new Set([...role.permissions, ...role.missing])].sort();
    const lines = Math.max(notes.length, permissions.length);
    const own = Array.from({ length: lines }, (_, line) => {
      const permission = permissions[line] ?? '';
      return [
        notes[line] ?? '',
        line === 0 ? role.comparedWith : '',
        permission,
        verdict(role, permission),
      ];
    });
    return index === 0 ? own : [['', '', '', ''], ...own];
  });
  return textTable([head, 'Beside', 'Permission', ''], rows);
}

function verdict({ tooMuch, missing }: ComparedRole, permission: string): string {
  if (tooMuch.includes(permission)) return 'too much';
  return missing.includes(permission) ? 'missing' : '';
}

const STATES: Record<FoundRole['state'], string> = {
  there: 'there',
  missing: 'missing: --apply creates it',
  different: 'has other permissions: correct it, or rename it and use --apply',
};

function recommendedTable(recommended: readonly FoundRole[]): string {
  const rows = recommended.map(({ friendlyName, type, purpose, state, sid = '' }) => [
    friendlyName,
    type,
    purpose,
    STATES[state],
    sid,
  ]);
  return textTable(['Recommended', 'Type', 'For', '', ''], rows);
}

// https://www.twilio.com/docs/twilio-cli/general-usage
const CLI: Record<TwilioSettings['region'], string> = {
  us1: 'twilio',
  ie1: 'TWILIO_REGION=ie1 TWILIO_EDGE=dublin twilio',
};

/** The command that changes the defaults that allow too much. */
function howToChangeDefaults(
  roles: readonly ComparedRole[],
  recommended: readonly FoundRole[],
  { serviceSid, region }: Pick<TwilioSettings, 'serviceSid' | 'region'>,
): string {
  const options: Record<keyof DefaultRoles, string> = {
    service: '--default-chat-service-role-sid',
    conversation: '--default-conversation-role-sid',
    creator: '--default-conversation-creator-role-sid',
  };
  const changes = roles
    .filter(({ tooMuch }) => tooMuch.length > 0)
    .flatMap(({ defaultFor, comparedWith, type }) => {
      const better = recommended.find(
        ({ name, type: kind, state }) =>
          name === comparedWith && kind === type && state === 'there',
      );
      return defaultFor.map((kind) => `${options[kind]} ${better?.sid ?? 'RL…'}`);
    });
  if (changes.length === 0) return '';
  return [
    'A default allows too much. It is not changed here, because an app may rely on it. With the Twilio CLI:',
    [
      `  ${CLI[region]} api:conversations:v1:services:configuration:update --chat-service-sid ${serviceSid}`,
      ...changes.map((change) => `    ${change}`),
    ].join(' \\\n'),
    'Users and participants that exist keep the role they have.',
  ].join('\n');
}

/** The roles that can be granted, as `src/policy.ts` takes them; empty if there are none. */
export function formatPolicy(recommended: readonly FoundRole[]): string {
  const granted = policyRoles(recommended);
  const names = Object.entries(granted).map(([name, sid]) => `    ${name}: '${sid}',`);
  if (names.length === 0) return '';
  return ['For src/policy.ts:', '', '  roles: {', ...names, '  },'].join('\n');
}

/** By name, the SIDs of the service roles that are there. */
export function policyRoles(recommended: readonly FoundRole[]): Record<string, string> {
  return Object.fromEntries(
    recommended.flatMap(({ name, type, state, sid }) =>
      type === 'service' && state === 'there' && sid !== undefined ? [[name, sid]] : [],
    ),
  );
}

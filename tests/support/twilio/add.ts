/** Adds to what the stand-in holds, as Twilio does and as tests prepare it. */
import { randomBytes } from 'node:crypto';
import type { Region } from '../../../src/twilio/issue';
import { DEFAULT_ROLES, type RoleType } from './permissions';
import {
  type ApiKey,
  type Conversation,
  dated,
  newSid,
  type Participant,
  type Role,
  type Service,
  type State,
  type User,
} from './state';

/** Adds a role, whose permissions are not checked. */
export function addRole(
  service: Service,
  role: { friendlyName: string; type: RoleType; permissions: readonly string[] },
): Role {
  const made = { sid: newSid('RL'), ...role, permissions: [...role.permissions], ...dated() };
  service.roles.set(made.sid, made);
  return made;
}

/** A role by its name. Twilio lets several have one name; this is the first. */
export function roleNamed(service: Service, name: string): Role {
  const role = [...service.roles.values()].find(({ friendlyName }) => friendlyName === name);
  if (!role) throw new Error(`The stand-in has no role ${name}.`);
  return role;
}

/** Adds a service with the roles that Twilio gives to a new one. */
export function addService(
  state: State,
  { sid = newSid('IS'), friendlyName = 'Chat', region = 'us1' as Region } = {},
): Service {
  const service: Service = {
    sid,
    friendlyName,
    region,
    configuration: {
      defaultConversationCreatorRoleSid: '',
      defaultConversationRoleSid: '',
      defaultChatServiceRoleSid: '',
    },
    roles: new Map(),
    users: new Map(),
    conversations: new Map(),
    ...dated(),
  };
  for (const role of DEFAULT_ROLES) addRole(service, role);
  service.configuration = {
    defaultConversationCreatorRoleSid: roleNamed(service, 'channel admin').sid,
    defaultConversationRoleSid: roleNamed(service, 'channel user').sid,
    defaultChatServiceRoleSid: roleNamed(service, 'service user').sid,
  };
  state.services.set(sid, service);
  return service;
}

/** Adds a standard key of the first region, unless told otherwise. */
export function addKey(state: State, key: Partial<ApiKey> = {}): ApiKey {
  const made: ApiKey = {
    sid: newSid('SK'),
    // 32 letters and digits of both cases, as Twilio's are; hexadecimal ones are auth tokens.
    secret: randomBytes(24).toString('base64').replace(/[+/]/g, 'x'),
    friendlyName: '',
    type: 'standard',
    region: 'us1',
    allow: new Set(),
    ...dated(),
    ...key,
  };
  state.keys.set(made.sid, made);
  return made;
}

/** Adds a User, with the default role of the service. */
export function addUser(service: Service, user: Partial<User> & { identity: string }): User {
  const made: User = {
    sid: newSid('US'),
    roleSid: service.configuration.defaultChatServiceRoleSid,
    friendlyName: null,
    attributes: '{}',
    ...dated(),
    ...user,
  };
  service.users.set(made.identity, made);
  return made;
}

/** Adds a conversation without a name, unless told otherwise. */
export function addConversation(
  service: Service,
  conversation: Partial<Conversation> = {},
): Conversation {
  const made: Conversation = {
    sid: newSid('CH'),
    uniqueName: null,
    friendlyName: null,
    attributes: '{}',
    participants: new Map(),
    ...dated(),
    ...conversation,
  };
  service.conversations.set(made.sid, made);
  return made;
}

/** Adds a participant, and their User where there is none yet, as Twilio does. */
export function addParticipant(
  service: Service,
  conversation: Conversation,
  participant: Partial<Participant> & { identity: string },
): Participant {
  const made: Participant = {
    sid: newSid('MB'),
    roleSid: service.configuration.defaultConversationRoleSid,
    attributes: '{}',
    ...dated(),
    ...participant,
  };
  const { identity } = made;
  if (!service.users.has(identity)) addUser(service, { identity });
  conversation.participants.set(identity, made);
  return made;
}

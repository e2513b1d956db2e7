/** Conversations services and their configuration. */

import { addService } from './add';
import { CODES, invalid, notFound, TwilioError } from './error';
import { page } from './paging';
import { checkFriendlyName, readParameters } from './parameters';
import type { RoleType } from './permissions';
import type { Call, Route } from './route';
import type { Configuration, Role, Service } from './state';

/** Seconds are the finest that Twilio tells. */
export const iso = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** @throws TwilioError 404 if the path names no service of this region */
export function serviceOf(call: Call): Service {
  const service = call.state.services.get(call.at.service as string);
  if (!service || service.region !== call.region) throw notFound(call.path);
  return service;
}

/** The address of a resource of a service. */
export function address(call: Call, service: Service, ...rest: readonly string[]): string {
  return [`${call.origin}/v1/Services/${service.sid}`, ...rest].join('/');
}

/** @throws TwilioError if the service has no such role of that type */
export function requireRole(service: Service, sid: string, type: RoleType): Role {
  const role = service.roles.get(sid);
  if (role?.type === type) return role;
  if (type === 'service') throw new TwilioError(404, CODES.roleNotFound, 'Role not found');
  throw new TwilioError(404, CODES.conversationRoleNotFound, 'Conversation role not found');
}

function show(call: Call, service: Service) {
  const url = address(call, service);
  const links = ['Bindings', 'Configuration', 'Conversations', 'Roles', 'Users'].map((name) => [
    name.toLowerCase(),
    `${url}/${name}`,
  ]);
  return {
    sid: service.sid,
    account_sid: call.state.account.sid,
    friendly_name: service.friendlyName,
    date_created: iso(service.dateCreated),
    date_updated: iso(service.dateUpdated),
    url,
    links: Object.fromEntries(links),
  };
}

function showConfiguration(call: Call, service: Service) {
  const { configuration } = service;
  return {
    chat_service_sid: service.sid,
    default_conversation_creator_role_sid: configuration.defaultConversationCreatorRoleSid,
    default_conversation_role_sid: configuration.defaultConversationRoleSid,
    default_chat_service_role_sid: configuration.defaultChatServiceRoleSid,
    reachability_enabled: false,
    url: address(call, service, 'Configuration'),
    links: {
      notifications: address(call, service, 'Configuration', 'Notifications'),
      webhooks: address(call, service, 'Configuration', 'Webhooks'),
    },
  };
}

const DEFAULTS: readonly [parameter: string, field: keyof Configuration, type: RoleType][] = [
  ['DefaultConversationCreatorRoleSid', 'defaultConversationCreatorRoleSid', 'conversation'],
  ['DefaultConversationRoleSid', 'defaultConversationRoleSid', 'conversation'],
  ['DefaultChatServiceRoleSid', 'defaultChatServiceRoleSid', 'service'],
];

function configure(call: Call) {
  const service = serviceOf(call);
  const given = readParameters(call.parameters, { optional: DEFAULTS.map(([name]) => name) });
  const changes: Partial<Configuration> = {};
  for (const [parameter, field, type] of DEFAULTS) {
    const sid = given.text(parameter);
    if (sid !== undefined) changes[field] = requireRole(service, sid, type).sid;
  }
  Object.assign(service.configuration, changes);
  return { status: 200, body: showConfiguration(call, service) };
}

function create(call: Call) {
  const given = readParameters(call.parameters, { required: ['FriendlyName'] });
  const friendlyName = given.required('FriendlyName');
  checkFriendlyName(friendlyName);
  if (friendlyName.trim() === '') throw invalid('FriendlyName must not be blank');
  const service = addService(call.state, { friendlyName, region: call.region });
  return { status: 201, body: show(call, service) };
}

/** `/v1/Services` and `/v1/Services/IS…/Configuration`. */
export const SERVICE_ROUTES: readonly Route[] = [
  {
    product: 'conversations',
    path: '/v1/Services',
    resource: 'services',
    methods: {
      GET: (call) => {
        const all = [...call.state.services.values()].filter(
          ({ region }) => region === call.region,
        );
        return page(
          call,
          'services',
          all.map((service) => show(call, service)),
        );
      },
      POST: create,
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service',
    resource: 'services',
    methods: {
      GET: (call) => {
        readParameters(call.parameters, {});
        return { status: 200, body: show(call, serviceOf(call)) };
      },
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service/Configuration',
    resource: 'configuration',
    methods: {
      GET: (call) => {
        readParameters(call.parameters, {});
        return { status: 200, body: showConfiguration(call, serviceOf(call)) };
      },
      POST: configure,
    },
  },
];

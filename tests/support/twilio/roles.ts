/** Roles: https://www.twilio.com/docs/conversations/api/role-resource. */

import { addRole } from './add';
import { CODES, invalid, notFound } from './error';
import { page } from './paging';
import { checkFriendlyName, readParameters } from './parameters';
import { PERMISSIONS, type RoleType } from './permissions';
import type { Call, Route } from './route';
import { address, iso, serviceOf } from './services';
import type { Role, Service } from './state';

/** The longest name of a role, in characters. */
const LONGEST_NAME = 64;

function show(call: Call, service: Service, role: Role) {
  return {
    sid: role.sid,
    account_sid: call.state.account.sid,
    chat_service_sid: service.sid,
    friendly_name: role.friendlyName,
    type: role.type,
    permissions: role.permissions,
    date_created: iso(role.dateCreated),
    date_updated: iso(role.dateUpdated),
    url: address(call, service, 'Roles', role.sid),
  };
}

function roleOf(call: Call, service: Service): Role {
  const role = service.roles.get(call.at.role as string);
  if (!role) throw notFound(call.path);
  return role;
}

function checkPermissions(type: RoleType, permissions: readonly string[]): string[] {
  if (permissions.length === 0) throw invalid('Missing required parameter Permission');
  for (const permission of permissions) {
    if (!PERMISSIONS[type].has(permission)) {
      throw invalid('Permission not found', CODES.permissionNotFound);
    }
  }
  return [...new Set(permissions)];
}

function create(call: Call) {
  const service = serviceOf(call);
  const given = readParameters(call.parameters, {
    required: ['FriendlyName', 'Type'],
    repeated: ['Permission'],
  });
  const friendlyName = given.required('FriendlyName');
  const type = given.required('Type');
  checkFriendlyName(friendlyName, LONGEST_NAME);
  if (type !== 'conversation' && type !== 'service') {
    throw invalid('Invalid role type', CODES.invalidRoleType);
  }
  const permissions = checkPermissions(type, given.all('Permission'));
  return {
    status: 201,
    body: show(call, service, addRole(service, { friendlyName, type, permissions })),
  };
}

function update(call: Call) {
  const service = serviceOf(call);
  const role = roleOf(call, service);
  const given = readParameters(call.parameters, { repeated: ['Permission'] });
  role.permissions = checkPermissions(role.type, given.all('Permission'));
  role.dateUpdated = new Date();
  return { status: 200, body: show(call, service, role) };
}

/** `/v1/Services/IS…/Roles`. Two roles may have one name. */
export const ROLE_ROUTES: readonly Route[] = [
  {
    product: 'conversations',
    path: '/v1/Services/:service/Roles',
    resource: 'roles',
    methods: {
      GET: (call) => {
        const service = serviceOf(call);
        const roles = [...service.roles.values()].map((role) => show(call, service, role));
        return page(call, 'roles', roles);
      },
      POST: create,
    },
  },
  {
    product: 'conversations',
    path: '/v1/Services/:service/Roles/:role',
    resource: 'roles',
    methods: {
      GET: (call) => {
        readParameters(call.parameters, {});
        const service = serviceOf(call);
        return { status: 200, body: show(call, service, roleOf(call, service)) };
      },
      POST: update,
    },
  },
];

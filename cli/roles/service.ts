/** The roles of the Conversations Service, over the REST API. */

import { createRestClient, type RestHttpClient } from '../../src/twilio/client';
import type { TwilioSettings } from '../../src/twilio/issue';
import type { DefaultRoles, ExistingRole } from './compare';
import type { RecommendedRole } from './recommended';

/** What a service has. */
export interface ServiceRoles {
  /** The account that the API key is of. */
  accountSid: string;
  roles: readonly ExistingRole[];
  defaults: DefaultRoles;
}

/** Reads and adds roles. Nothing here changes or deletes one. */
export interface RoleStore {
  read(): Promise<ServiceRoles>;
  create(role: RecommendedRole): Promise<ExistingRole>;
}

type RoleParameters = Parameters<Awaited<ReturnType<typeof serviceOf>>['roles']['create']>[0];

async function serviceOf(settings: TwilioSettings, httpClient?: RestHttpClient) {
  const { accountSid, apiKeySid: username, apiKeySecret: password, region, serviceSid } = settings;
  const client = await createRestClient({ accountSid, username, password, region }, httpClient);
  return client.conversations.v1.services(serviceSid);
}

/** @param httpClient what carries requests; the library's own if none is given */
export function roleStore(settings: TwilioSettings, httpClient?: RestHttpClient): RoleStore {
  const service = serviceOf(settings, httpClient);
  return {
    async read() {
      const at = await service;
      // One after the other, so that the first to fail is what is wrong.
      const { accountSid } = await at.fetch();
      const configuration = await at.configuration().fetch();
      const roles = await at.roles.list();
      return {
        accountSid,
        roles: roles.map(toRole),
        defaults: {
          service: configuration.defaultChatServiceRoleSid,
          conversation: configuration.defaultConversationRoleSid,
          creator: configuration.defaultConversationCreatorRoleSid,
        },
      };
    },
    async create({ friendlyName, type, permissions }) {
      const at = await service;
      const permission = [...permissions];
      return toRole(await at.roles.create({ friendlyName, type, permission } as RoleParameters));
    },
  };
}

const toRole = ({ sid, friendlyName, type, permissions }: ExistingRole): ExistingRole => ({
  sid,
  friendlyName,
  type,
  permissions,
});

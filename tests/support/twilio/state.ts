/** What the stand-in holds: one account, its keys, its Conversations services. */
import { randomBytes } from 'node:crypto';
import type { Region } from '../../../src/twilio/issue';
import type { RoleType } from './permissions';

/** A new SID: two letters and 32 hexadecimal digits. */
export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}

/** When it was made and changed. */
export interface Dated {
  dateCreated: Date;
  dateUpdated: Date;
}

/** The account. Its auth tokens are bound to a region, as keys are. */
export interface Account extends Dated {
  sid: string;
  friendlyName: string;
  status: 'active' | 'suspended' | 'closed';
  authTokens: Record<Region, string>;
}

/**
 * What a key may do. Standard keys manage no keys and no accounts; restricted keys do what their
 * policy allows, https://www.twilio.com/docs/iam/api-keys.
 */
export type KeyType = 'main' | 'standard' | 'restricted';

/** A key, good in its region. */
export interface ApiKey extends Dated {
  sid: string;
  secret: string;
  friendlyName: string;
  type: KeyType;
  region: Region;
  /** Of a restricted key: `/twilio/<product>/<resource>/<list, read, create, update or delete>`. */
  allow: ReadonlySet<string>;
}

/** A role in the service or in a conversation. */
export interface Role extends Dated {
  sid: string;
  friendlyName: string;
  type: RoleType;
  permissions: string[];
}

/** Somebody in a service. */
export interface User extends Dated {
  sid: string;
  identity: string;
  roleSid: string;
  friendlyName: string | null;
  /** JSON. */
  attributes: string;
}

/** Somebody in a conversation. */
export interface Participant extends Dated {
  sid: string;
  identity: string;
  roleSid: string;
  attributes: string;
}

/** A conversation of a service. */
export interface Conversation extends Dated {
  sid: string;
  uniqueName: string | null;
  friendlyName: string | null;
  attributes: string;
  /** By identity. */
  participants: Map<string, Participant>;
}

/** The roles that are given where none is named. */
export interface Configuration {
  defaultConversationCreatorRoleSid: string;
  defaultConversationRoleSid: string;
  defaultChatServiceRoleSid: string;
}

/** A Conversations service. */
export interface Service extends Dated {
  sid: string;
  friendlyName: string;
  region: Region;
  configuration: Configuration;
  /** By SID. */
  roles: Map<string, Role>;
  /** By identity. */
  users: Map<string, User>;
  /** By SID. */
  conversations: Map<string, Conversation>;
}

/** All of it. Keys and services by SID. */
export interface State {
  account: Account;
  keys: Map<string, ApiKey>;
  services: Map<string, Service>;
}

/** Both dates of something that is made now. */
export function dated(): Dated {
  const now = new Date();
  return { dateCreated: now, dateUpdated: now };
}

/** The account and its API keys: https://www.twilio.com/docs/iam/api-keys. */

import { addKey } from './add';
import { CODES, invalid, notFound, TwilioError } from './error';
import { page, page2010 } from './paging';
import { checkFriendlyName, readParameters } from './parameters';
import type { Call, Route } from './route';
import type { ApiKey } from './state';

/** The longest name of a key, in characters. */
const LONGEST_NAME = 64;

/** RFC 2822, as the API of 2010 tells time. */
const rfc2822 = (date: Date) => date.toUTCString().replace('GMT', '+0000');

/** @throws TwilioError 401: credentials are good for their own account alone */
function requireAccount(call: Call, sid: string): void {
  if (sid === call.state.account.sid) return;
  throw new TwilioError(401, CODES.authenticate, 'Authenticate');
}

function showAccount(call: Call) {
  readParameters(call.parameters, {});
  requireAccount(call, call.at.account as string);
  const { account } = call.state;
  const body = {
    sid: account.sid,
    friendly_name: account.friendlyName,
    status: account.status,
    type: 'Full',
    auth_token: account.authTokens[call.region],
    owner_account_sid: account.sid,
    date_created: rfc2822(account.dateCreated),
    date_updated: rfc2822(account.dateUpdated),
    subresource_uris: { keys: `/2010-04-01/Accounts/${account.sid}/Keys.json` },
    uri: `/2010-04-01/Accounts/${account.sid}.json`,
  };
  return { status: 200, body };
}

const show = (key: ApiKey) => ({
  sid: key.sid,
  friendly_name: key.friendlyName,
  date_created: rfc2822(key.dateCreated),
  date_updated: rfc2822(key.dateUpdated),
});

const allKeys = (call: Call) =>
  [...call.state.keys.values()].filter(({ region }) => region === call.region);

function keyOf(call: Call): ApiKey {
  const key = call.state.keys.get(call.at.key as string);
  if (!key || key.region !== call.region) throw notFound(call.path);
  return key;
}

function create(call: Call) {
  requireAccount(call, call.at.account as string);
  const given = readParameters(call.parameters, { optional: ['FriendlyName'] });
  const friendlyName = given.text('FriendlyName') ?? '';
  checkFriendlyName(friendlyName, LONGEST_NAME);
  const key = addKey(call.state, { friendlyName, region: call.region });
  return { status: 201, body: { ...show(key), secret: key.secret } };
}

function fetchKey(call: Call) {
  readParameters(call.parameters, {});
  return { status: 200, body: show(keyOf(call)) };
}

function remove(call: Call) {
  readParameters(call.parameters, {});
  call.state.keys.delete(keyOf(call).sid);
  return { status: 204 };
}

/** The permissions of a policy: `{"allow":[…]}`. */
function readPolicy(text: string | undefined): Set<string> {
  try {
    const { allow } = JSON.parse(text ?? '') as { allow: unknown };
    if (Array.isArray(allow) && allow.length <= 100) return new Set(allow.map(String));
  } catch {}
  throw invalid('Policy is not valid');
}

function createAtIam(call: Call) {
  const given = readParameters(call.parameters, {
    required: ['AccountSid'],
    optional: ['FriendlyName', 'KeyType', 'Policy'],
  });
  requireAccount(call, given.required('AccountSid'));
  const friendlyName = given.text('FriendlyName') ?? '';
  checkFriendlyName(friendlyName, LONGEST_NAME);
  const type = given.text('KeyType') ?? 'standard';
  if (type !== 'standard' && type !== 'restricted') throw invalid('KeyType is not valid');
  if (type === 'restricted' && call.region !== 'us1') throw invalid('KeyType is not valid');
  const allow = type === 'restricted' ? readPolicy(given.text('Policy')) : new Set<string>();
  const key = addKey(call.state, { friendlyName, type, allow, region: call.region });
  const policy = type === 'restricted' ? { allow: [...allow] } : null;
  return { status: 201, body: { ...show(key), secret: key.secret, policy } };
}

/** `/2010-04-01/Accounts/AC…` and `/v1/Keys` of iam.twilio.com: main keys only. */
export const KEY_ROUTES: readonly Route[] = [
  {
    product: 'api',
    path: '/2010-04-01/Accounts/:account.json',
    resource: 'accounts',
    mainKeysOnly: true,
    methods: { GET: showAccount },
  },
  {
    product: 'api',
    path: '/2010-04-01/Accounts/:account/Keys.json',
    resource: 'keys',
    mainKeysOnly: true,
    methods: {
      GET: (call) => {
        requireAccount(call, call.at.account as string);
        return page2010(call, 'keys', allKeys(call).map(show));
      },
      POST: create,
    },
  },
  {
    product: 'api',
    path: '/2010-04-01/Accounts/:account/Keys/:key.json',
    resource: 'keys',
    mainKeysOnly: true,
    methods: {
      GET: (call) => {
        requireAccount(call, call.at.account as string);
        return fetchKey(call);
      },
      DELETE: (call) => {
        requireAccount(call, call.at.account as string);
        return remove(call);
      },
    },
  },
  {
    product: 'iam',
    path: '/v1/Keys',
    resource: 'keys',
    mainKeysOnly: true,
    methods: {
      GET: (call) => {
        requireAccount(call, call.parameters.get('AccountSid') ?? '');
        return page(call, 'keys', allKeys(call).map(show), ['AccountSid']);
      },
      POST: createAtIam,
    },
  },
  {
    product: 'iam',
    path: '/v1/Keys/:key',
    resource: 'keys',
    mainKeysOnly: true,
    methods: { GET: fetchKey, DELETE: remove },
  },
];

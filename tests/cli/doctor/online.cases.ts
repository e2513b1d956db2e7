/** Everything that can be wrong with whom the service asks: a row for each class of trouble. */
import type { World } from '../../../cli/doctor';
import type { Policy } from '../../../src/settings';
import { type Behaviour, hang, html, json, status } from '../../support/misbehaving-issuer';
import { ISSUER } from '../../support/tokens';
import { addKey, roleNamed } from '../../support/twilio';
import type { Row } from './expectations';
import { KEYS, type Stage } from './stage';

type OnlineRow = Row<Stage>;

const HEX = '0123456789abcdef'.repeat(2);

/** The checks that need the keys of the issuer, which are not looked at without discovery. */
const INTROSPECTION = {
  AUTH_INTROSPECTION_URL: undefined,
  AUTH_INTROSPECTION_CLIENT_ID: undefined,
  AUTH_INTROSPECTION_CLIENT_SECRET: undefined,
};

/** Answers as it should, with a clock that is ahead. */
const ahead =
  (seconds: number, headers: Record<string, string> = {}): Behaviour =>
  (response, document) => {
    const date = new Date(Date.now() + seconds * 1000).toUTCString();
    response.writeHead(200, { Date: date, ...headers });
    response.end(JSON.stringify(document));
  };

/** The policy of the stage with something else in it. */
const policy =
  (change: (stage: Stage, good: Policy) => Policy) =>
  (stage: Stage): Partial<World> => ({ policy: change(stage, stage.world().policy) });

const ISSUERS: readonly OnlineRow[] = [
  {
    id: 'discovery',
    what: 'an issuer that is down',
    status: 'wrong',
    finding: /: discovery: the request failed: ECONNREFUSED\.$/,
    spoil: ({ issuer }) => issuer.down(),
  },
  {
    id: 'discovery',
    what: 'an issuer that never answers, within the time',
    status: 'wrong',
    finding: /: discovery: no whole answer within \d+ ms\.$/,
    spoil: ({ issuer }) => {
      issuer.discovery.behaviour = hang;
    },
  },
  {
    id: 'discovery',
    what: 'a slash too many, and says what is right',
    status: 'wrong',
    finding: /: discovery: the document names another issuer\.$/,
    remedy: /names itself http:\/\/127\.0\.0\.1:\d+\. Set AUTH_ISSUER/,
    spoil: ({ configure, issuer }) => configure({ AUTH_ISSUER: `${issuer.issuer}/` }),
  },
  {
    id: 'discovery',
    what: 'a document that names something dangerous, without showing it',
    status: 'wrong',
    finding: /: discovery: the document names another issuer\.$/,
    remedy: /^Correct AUTH_ISSUER/,
    spoil: ({ issuer }) => {
      issuer.metadata = { issuer: 'https://a.example/\u001b[2J' };
    },
  },
  {
    id: 'discovery',
    what: 'a page in place of the document, for one of several issuers',
    status: 'wrong',
    finding: /: discovery: the answer is not JSON\.$/,
    spoil: ({ issuer, configure }) => {
      issuer.discovery.behaviour = html;
      configure({ AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined, ...INTROSPECTION });
    },
    world: policy(({ issuer }, good) => ({
      ...good,
      issuers: [
        { issuer: issuer.issuer, audience: 'chat', namespace: 'one' },
        {
          issuer: ISSUER,
          audience: 'chat',
          namespace: 'two',
          keySet: { keys: [KEYS.rsa.jwk] },
          fetchKeys: false,
        },
      ],
    })),
  },
  {
    id: 'key-set',
    what: 'a key set that is not there',
    status: 'wrong',
    finding: /: key set: the answer has status 404\.$/,
    spoil: ({ issuer }) => {
      issuer.keySet.behaviour = status(404);
    },
  },
  {
    id: 'key-set',
    what: 'a key set at a wrong address of its own',
    status: 'wrong',
    finding: /: key set: the answer has status 404\.$/,
    remedy: /AUTH_JWKS_URI/,
    spoil: ({ configure, issuer }) => configure({ AUTH_JWKS_URI: `${issuer.issuer}/elsewhere` }),
  },
  {
    id: 'key-set',
    what: 'an empty key set',
    status: 'wrong',
    finding: /: the key set has no usable key\.$/,
    spoil: ({ issuer }) => {
      issuer.keySet.behaviour = json({ keys: [] });
    },
  },
  {
    id: 'key-set',
    what: 'keys of algorithms that do not count',
    status: 'wrong',
    finding: /: no key of 1 can be used for RS256, ES256, EdDSA\.$/,
    remedy: /AUTH_ALGORITHMS/,
    spoil: ({ issuer }) => {
      issuer.keys = [KEYS.ec];
    },
  },
  {
    id: 'key-set',
    what: 'a key that is too weak beside a good one',
    status: 'warning',
    finding: /: 1 of 2 keys cannot be used: RSA under 2048 bits/,
    spoil: ({ issuer }) => {
      issuer.keys = [KEYS.rsa, KEYS.weak];
    },
  },
  {
    id: 'key-set',
    what: 'keys that are all too weak',
    status: 'wrong',
    finding: /: no key of 1 can be used/,
    spoil: ({ issuer }) => {
      issuer.keys = [KEYS.weak];
    },
  },
  {
    id: 'key-set',
    what: 'keys that cannot be told apart',
    status: 'warning',
    finding: /: not every key has a kid/,
    spoil: ({ issuer }) => {
      const { kid: _, ...nameless } = KEYS.other.jwk;
      issuer.keys = [KEYS.rsa, nameless];
    },
  },
  {
    id: 'clock',
    what: 'a clock that is a little ahead',
    status: 'warning',
    finding: /is 1[0-2] s ahead of this machine's/,
    spoil: ({ issuer }) => {
      issuer.discovery.behaviour = ahead(12);
    },
  },
  {
    id: 'clock',
    what: 'a clock that is behind by more than the tolerance',
    status: 'wrong',
    finding: /is 6[0-3] s behind this machine's/,
    spoil: ({ issuer }) => {
      issuer.discovery.behaviour = ahead(-61);
    },
  },
  {
    id: 'clock',
    what: 'a clock that is ahead, although a cache answers late',
    status: 'wrong',
    finding: /is (5[89]|60) s ahead of this machine's/,
    spoil: ({ issuer }) => {
      issuer.discovery.behaviour = ahead(-540, { Age: '600' });
    },
  },
  {
    id: 'clock',
    what: 'that the tolerance is smaller than usual',
    status: 'wrong',
    finding: /s ahead of this machine's/,
    spoil: ({ issuer, configure }) => {
      configure({ AUTH_CLOCK_TOLERANCE: '5' });
      issuer.discovery.behaviour = ahead(12);
    },
  },
  {
    id: 'clock',
    what: 'an issuer that does not tell its time',
    status: 'warning',
    finding: /does not tell its time/,
    spoil: ({ issuer }) => {
      issuer.discovery.behaviour = (response, document) => {
        response.sendDate = false;
        response.end(JSON.stringify(document));
      };
    },
  },
];

const LOOKUPS: readonly OnlineRow[] = [
  {
    id: 'lookup',
    what: 'an introspection endpoint that is down',
    status: 'wrong',
    finding: /^The introspection endpoint cannot be asked: the request failed: ECONNREFUSED/,
    spoil: ({ asked }) => asked.close(),
  },
  {
    id: 'lookup',
    what: 'an introspection endpoint that refuses the client',
    status: 'wrong',
    finding: /^The introspection endpoint does not accept this client: .*status 401/,
    spoil: ({ asked }) => {
      asked.behaviour = status(401);
    },
  },
  {
    id: 'lookup',
    what: 'an introspection endpoint that confirms anything',
    status: 'wrong',
    finding: /^THE INTROSPECTION ENDPOINT CONFIRMS A TOKEN THAT NOBODY ISSUED/,
    spoil: ({ asked }) => {
      asked.behaviour = json({ active: true, sub: 'anybody' });
    },
  },
  {
    id: 'lookup',
    what: 'a UserInfo endpoint that knows anybody',
    status: 'wrong',
    finding: /^THE USERINFO ENDPOINT CONFIRMS A TOKEN THAT NOBODY ISSUED/,
    // What UserInfo cannot do is a warning of the settings.
    also: ['settings'],
    spoil: ({ asked, configure }) => {
      asked.behaviour = json({ sub: 'anybody' });
      configure({ ...INTROSPECTION, AUTH_USERINFO_URL: asked.url });
    },
  },
  {
    id: 'challenge',
    what: 'a provider of the challenge that is down',
    status: 'wrong',
    finding: /^The provider of the challenge cannot be asked: the request failed/,
    spoil: ({ siteverify }) => siteverify.close(),
  },
  {
    id: 'challenge',
    what: 'a wrong secret of the challenge',
    status: 'wrong',
    finding: /does not know GUEST_CHALLENGE_SECRET/,
    spoil: ({ configure }) => configure({ GUEST_CHALLENGE_SECRET: 'another-site-s-secret' }),
  },
  {
    id: 'challenge',
    what: 'a challenge that lets everybody pass',
    status: 'wrong',
    finding: /lets everybody pass/,
    remedy: /own secret/,
    spoil: ({ siteverify }) => {
      siteverify.misbehave = (response) => response.end('{"success":true}');
    },
  },
];

const TWILIO: readonly OnlineRow[] = [
  {
    id: 'twilio-region',
    what: 'a key of another region',
    status: 'wrong',
    finding: /^The API key is of us1, but TWILIO_REGION says ie1\.$/,
    remedy: /TWILIO_REGION=us1/,
    spoil: ({ configure }) => configure({ TWILIO_REGION: 'ie1' }),
  },
  {
    id: 'twilio-key',
    what: 'a key that was deleted',
    status: 'wrong',
    finding: /^Twilio does not accept the API key/,
    spoil: ({ twilio }) => twilio.keys.clear(),
  },
  {
    id: 'twilio-key',
    what: 'a wrong secret',
    status: 'wrong',
    finding: /^Twilio does not accept the API key/,
    spoil: ({ configure }) =>
      configure({ TWILIO_API_KEY_SECRET: 'AnotherSecretThanTheKeyHasAtAll0' }),
  },
  {
    id: 'twilio-key',
    what: 'a suspended account',
    status: 'wrong',
    finding: /^Twilio does not accept the API key/,
    remedy: /suspended/,
    spoil: ({ twilio }) => {
      twilio.account.status = 'suspended';
    },
  },
  {
    id: 'twilio-key',
    what: 'that Twilio has trouble',
    status: 'wrong',
    finding: /^Twilio answered with status 503\.$/,
    spoil: ({ twilio }) => twilio.trouble.push({ status: 503, times: Number.POSITIVE_INFINITY }),
  },
  {
    id: 'twilio-key',
    what: 'that Twilio does not answer',
    status: 'wrong',
    finding: /^Twilio did not answer\.$/,
    spoil: ({ twilio }) => twilio.trouble.push({ reset: true, times: Number.POSITIVE_INFINITY }),
  },
  {
    id: 'twilio-key-type',
    what: 'a restricted key',
    status: 'wrong',
    finding: /^The API key is a restricted one/,
    remedy: /type Standard/,
    spoil: ({ twilio, configure }) => {
      const { sid, secret } = addKey(twilio.state, { type: 'restricted', secret: 'R'.repeat(32) });
      configure({ TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret });
    },
  },
  {
    id: 'twilio-key-type',
    what: 'a restricted key that may read the service',
    status: 'wrong',
    finding: /^The API key is a restricted one/,
    spoil: ({ twilio, configure }) => {
      const allow = new Set(['/twilio/conversations/services/read']);
      const key = { type: 'restricted', secret: 'R'.repeat(32), allow } as const;
      const { sid, secret } = addKey(twilio.state, key);
      configure({ TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret });
    },
  },
  {
    id: 'twilio-key-type',
    what: 'the main key of the account',
    status: 'warning',
    finding: /^The API key is the main key/,
    spoil: ({ twilio, configure }) => {
      const { sid, secret } = addKey(twilio.state, { type: 'main', secret: 'M'.repeat(32) });
      configure({ TWILIO_API_KEY_SID: sid, TWILIO_API_KEY_SECRET: secret });
    },
  },
  {
    id: 'twilio-key-type',
    what: 'that nobody can tell',
    status: 'warning',
    finding: /cannot be told \(status 404\)\.$/,
    spoil: ({ twilio }) => twilio.trouble.push({ path: /\/Keys\//, status: 404 }),
  },
  {
    id: 'twilio-service',
    what: 'a service that does not exist',
    status: 'wrong',
    finding: /has no such Conversations Service/,
    spoil: ({ configure }) => configure({ CONVERSATIONS_SERVICE_SID: `IS${HEX}` }),
  },
  {
    id: 'twilio-account',
    what: 'another account than that of the key',
    status: 'wrong',
    finding: /^The API key is of another account/,
    spoil: ({ configure }) => configure({ TWILIO_ACCOUNT_SID: `AC${HEX}` }),
  },
  {
    id: 'twilio-default-roles',
    what: 'that by default everybody may edit everybody',
    status: 'warning',
    finding: /^In the service, .* may editAnyUserInfo\.$/,
    remedy: /npm run roles/,
    spoil: ({ twilio }) => {
      const { configuration, roles } = twilio.service;
      roles.get(configuration.defaultChatServiceRoleSid)?.permissions.push('editAnyUserInfo');
    },
  },
  {
    id: 'twilio-default-roles',
    what: 'that guests may add others',
    status: 'warning',
    finding: /^In a conversation, .*guests included, may addParticipant\.$/,
    spoil: ({ twilio }) => {
      const { configuration, roles } = twilio.service;
      roles.get(configuration.defaultConversationRoleSid)?.permissions.push('addParticipant');
    },
  },
  {
    id: 'twilio-default-roles',
    what: 'that guests have no role of their own, and members may more than guests',
    status: 'warning',
    finding: /^In the service, .*guests included, may editOwnMessage\.$/,
    world: () => ({ policy: {} }),
  },
  {
    id: 'policy-roles',
    what: 'a role that the service does not have',
    status: 'wrong',
    finding: /^The service has no role with the SID of agent\.$/,
    world: policy((_stage, good) => ({ ...good, roles: { ...good.roles, agent: `RL${HEX}` } })),
  },
  {
    id: 'policy-roles',
    what: 'a role for conversations',
    status: 'wrong',
    finding: /^The role agent is one for conversations/,
    remedy: /roles\.agent in src\/policy\.ts/,
    world: policy(({ twilio }, good) => {
      const { sid } = roleNamed(twilio.service, 'channel user');
      return { ...good, roles: { ...good.roles, agent: { [twilio.service.sid]: sid } } };
    }),
  },
];

/** All of them. */
export const ONLINE_ROWS: readonly OnlineRow[] = [...ISSUERS, ...LOOKUPS, ...TWILIO];

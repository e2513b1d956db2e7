/** Setup from the first question to the doctor's table, by somebody at a real terminal. */
import { readFileSync } from 'node:fs';
import { parseSettings } from '../../../../src/settings';
import { PROJECT } from '../../../support/local-runtime';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SERVICE_SID } from '../../../support/tokens';
import { AUTH_TOKEN, addKey } from '../../../support/twilio';
import { atTerminal, KEYS, type PseudoTerminal } from '../support/pseudo-terminal';
import { Stage } from '../support/stage';

jest.setTimeout(60_000);

const AUTH0 = 'https://acme.eu.auth0.com/';
const POOL = 'eu-central-1_AbCdEf123';
const COGNITO = `https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`;
const DOCTOR = /The key signs in\./;

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open(AUTH0, COGNITO);
});
afterEach(() => stage.close());

/** Waits for the doctor, and looks at what must hold however setup was answered. */
async function expectGoodEnd(terminal: PseudoTerminal): Promise<void> {
  await terminal.see(DOCTOR);
  await terminal.exit();
  expect(terminal.isSane).toBe(true);
  expect(stage.mode).toBe('600');
  expect(stage.drafts).toEqual([]);
  expect(parseSettings(stage.values)).toMatchObject({ ok: true });
  const secrets = Object.entries(stage.values).filter(([name]) => /SECRET/.test(name));
  expect(secrets).not.toEqual([]);
  for (const secret of [AUTH_TOKEN, ...secrets.map(([, value]) => value)]) {
    expect(terminal.screen).not.toContain(secret);
  }
}

/** The keys that setup made. */
const madeKeys = () => [...stage.twilio.keys.values()].filter(({ sid }) => sid !== API_KEY_SID);

atTerminal('makes a new file, for a login of Auth0', async () => {
  const terminal = stage.start();
  await terminal.answer('Account SID', ACCOUNT_SID);
  await terminal.choose('Region', 'us1');
  await terminal.answer('Auth token', 'f'.repeat(32));
  await terminal.see(/Twilio refuses this auth token/);
  await terminal.answer('Auth token', AUTH_TOKEN);
  await terminal.choose('Conversations Service', 'Make a new one');
  await terminal.answer('Name of the new Conversations Service', 'Chat of the shop');
  await terminal.find('Where do your users log in?', 'Auth0');
  await terminal.answer('Domain of the application', 'https://acme.eu.auth0.com/');
  await terminal.answer('Identifier of the API', 'https://chat.example.com');
  await terminal.see(/acme\.eu\.auth0\.com\/ is there, and has 1 key\./);
  await terminal.answer('Origins of the pages', 'https://app.example.com, capacitor://localhost');
  await terminal.choose('May visitors', 'Yes');
  await terminal.choose('Challenge', 'None');
  await terminal.see(/Without a challenge any script can make guests/);
  await terminal.see(/API key "Conversations token service \S+Z", type Standard/);
  await terminal.choose('Do this now?', 'Yes');
  await expectGoodEnd(terminal);

  const [key] = madeKeys();
  const service = [...stage.twilio.state.services.values()].at(-1);
  expect(key).toMatchObject({ type: 'standard', region: 'us1' });
  expect(service?.friendlyName).toBe('Chat of the shop');
  const { values } = stage;
  expect(values).toEqual({
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_API_KEY_SID: key?.sid,
    TWILIO_API_KEY_SECRET: key?.secret,
    CONVERSATIONS_SERVICE_SID: service?.sid,
    TWILIO_REGION: 'us1',
    AUTH_ISSUER: AUTH0,
    AUTH_AUDIENCE: 'https://chat.example.com',
    ALLOWED_ORIGINS: 'https://app.example.com,capacitor://localhost',
    GUESTS: 'on',
    GUEST_SECRET: expect.stringMatching(/^[\w-]{43}$/),
  });
  // But for the values it is the example, with all its comments.
  const example = readFileSync(`${PROJECT}/.env.example`, 'utf8');
  expect(stage.text?.replaceAll(/^(\w+)=.*$/gm, '$1=')).toBe(example);
});

const OLD_FILE = [
  '# The chat of the shop.',
  'SHOP="not ours"',
  `TWILIO_ACCOUNT_SID=${ACCOUNT_SID}`,
  '',
  '# of last year',
  'AUTH_ISSUER=https://old.example.com/',
  'AUTH_REQUIRED_SCOPE=chat',
  'ALLOWED_ORIGINS=https://app.example.com',
  '',
].join('\n');

atTerminal(
  'changes a file that is there, for Amazon Cognito, with a profile of the Twilio CLI',
  async () => {
    stage.write(OLD_FILE);
    const profile = addKey(stage.twilio.state, { region: 'us1' });
    stage.writeProfiles({
      activeProject: 'shop',
      profiles: {
        other: { accountSid: `AC${'00'.repeat(16)}`, apiKey: API_KEY_SID, apiSecret: 'x' },
        shop: { accountSid: ACCOUNT_SID, apiKey: profile.sid, apiSecret: profile.secret },
      },
    });
    const terminal = stage.start();
    await terminal.choose('Which credentials', 'Profile "shop"');
    await terminal.choose('Region', 'us1');
    await terminal.choose('API key that signs', 'Make a new one');
    // The keys of the CLI are Standard ones.
    await terminal.see(/an API key that may not make others/);
    await terminal.answer('Auth token', AUTH_TOKEN);
    await terminal.choose('Conversations Service', 'Chat');
    await terminal.find('Where do your users log in?', 'Amazon Cognito');
    await terminal.answer('User pool ID', 'eu-central-1_Wrong1');
    await terminal.answer('Client ID', '4f9a2k7m1b8c3d6e5g0h2j4k6l');
    await terminal.see(/does not answer as an issuer \(discovery: the answer has status 404\)/);
    await terminal.choose('Go on with this issuer?', 'No, answer again');
    await terminal.answer('User pool ID', POOL);
    await terminal.answer('Client ID', '4f9a2k7m1b8c3d6e5g0h2j4k6l');
    // An empty answer keeps what the file says.
    await terminal.answer('Origins of the pages', '');
    await terminal.choose('May visitors', 'No');
    await terminal.see(/Login: AUTH_ISSUER, AUTH_REQUIRED_SCOPE\n/);
    await terminal.choose('Replace these values?', 'Replace them');
    await terminal.choose('Do this now?', 'Yes');
    await terminal.see(/Blank now: AUTH_REQUIRED_SCOPE\./);
    await expectGoodEnd(terminal);

    expect(terminal.screen).not.toContain(profile.secret);
    expect(terminal.screen).not.toContain('old.example.com');
    const key = madeKeys().at(-1);
    expect(key?.sid).not.toBe(profile.sid);
    expect(stage.text?.split('\n').slice(0, 8)).toEqual([
      '# The chat of the shop.',
      'SHOP="not ours"',
      `TWILIO_ACCOUNT_SID=${ACCOUNT_SID}`,
      '',
      '# of last year',
      `AUTH_ISSUER=${COGNITO}`,
      'AUTH_REQUIRED_SCOPE=',
      'ALLOWED_ORIGINS=https://app.example.com',
    ]);
    expect(stage.values).toEqual({
      SHOP: 'not ours',
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      AUTH_ISSUER: COGNITO,
      ALLOWED_ORIGINS: 'https://app.example.com',
      TWILIO_API_KEY_SID: key?.sid,
      TWILIO_API_KEY_SECRET: key?.secret,
      CONVERSATIONS_SERVICE_SID: SERVICE_SID,
      TWILIO_REGION: 'us1',
      AUTH_AUDIENCE: '4f9a2k7m1b8c3d6e5g0h2j4k6l',
      AUTH_AUDIENCE_CLAIM: 'client_id',
    });
  },
);

atTerminal('keeps the key of the file, for an own backend', async () => {
  stage.write(
    `TWILIO_ACCOUNT_SID=${ACCOUNT_SID}\nTWILIO_API_KEY_SID=${API_KEY_SID}\nTWILIO_API_KEY_SECRET=${API_KEY_SECRET}\n`,
  );
  const terminal = stage.start();
  await terminal.choose('Which credentials', 'What the environment file has');
  await terminal.choose('Region', 'us1');
  await terminal.choose('API key that signs', `Keep ${API_KEY_SID}`);
  await terminal.choose('Conversations Service', 'Chat');
  await terminal.find('Where do your users log in?', 'Own backend');
  await terminal.answer('Audience', '');
  await terminal.see(/AUTH_SECRET is not shown here\. .* copy it from the environment file/);
  await terminal.answer('Origins of the pages', 'any');
  await terminal.choose('May visitors', 'No');
  await terminal.choose('Do this now?', 'Yes');
  await expectGoodEnd(terminal);

  expect(madeKeys()).toEqual([]);
  expect(stage.values).toEqual({
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_API_KEY_SID: API_KEY_SID,
    TWILIO_API_KEY_SECRET: API_KEY_SECRET,
    CONVERSATIONS_SERVICE_SID: SERVICE_SID,
    TWILIO_REGION: 'us1',
    AUTH_SECRET: expect.stringMatching(/^[\w-]{43}$/),
    AUTH_AUDIENCE: 'conversations',
  });
});

atTerminal('keeps what is there, if that is the answer, and makes no key for nothing', async () => {
  const old = `${OLD_FILE}TWILIO_API_KEY_SID=${API_KEY_SID}\nTWILIO_API_KEY_SECRET=${API_KEY_SECRET}\n`;
  stage.write(old);
  const terminal = stage.start({
    'account-sid': ACCOUNT_SID,
    'auth-token-file': 'token',
    region: 'us1',
    'api-key': 'new',
    service: SERVICE_SID,
    provider: 'auth0',
    domain: 'acme.eu.auth0.com',
    audience: 'chat',
    'allowed-origins': 'any',
    guests: 'on',
    challenge: 'none',
  });
  await terminal.see(/Twilio: TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET\n/);
  await terminal.see(/Origins: ALLOWED_ORIGINS\n/);
  await terminal.choose('Replace these values?', 'Keep them');
  await terminal.see(/To be written to \.env: GUESTS, GUEST_SECRET\n/);
  await terminal.choose('Do this now?', 'Yes');
  await terminal.see(/The service cannot work with this yet:/);
  await terminal.see(/CONVERSATIONS_SERVICE_SID is missing/);
  expect(await terminal.exit()).toBe(1);
  expect(stage.text?.startsWith(old)).toBe(true);
  expect(stage.twilio.writes()).toEqual([]);
});

atTerminal('does nothing if the last question is answered with no', async () => {
  stage.write(OLD_FILE);
  const terminal = stage.start({ ...FLAGS_TO_THE_END, existing: 'replace' });
  await terminal.choose('Do this now?', 'No');
  expect(await terminal.exit()).toBe(1);
  await terminal.see(/Nothing was made and nothing written/);
  expect(stage.text).toBe(OLD_FILE);
  expect(stage.twilio.writes()).toEqual([]);
});

const FLAGS_TO_THE_END = {
  'account-sid': ACCOUNT_SID,
  'auth-token-file': 'token',
  region: 'us1',
  service: SERVICE_SID,
  provider: 'auth0',
  domain: 'acme.eu.auth0.com',
  audience: 'chat',
  'allowed-origins': 'any',
  guests: 'off',
};

atTerminal('says what is wrong with an answer, and takes another one', async () => {
  const terminal = stage.start();
  await terminal.answer('Account SID', API_KEY_SID);
  await terminal.see(/An account SID has the form AC and 32 hexadecimal digits/);
  terminal.type('\x15');
  terminal.type(ACCOUNT_SID + KEYS.enter);
  await terminal.seeQuestion('Region');
  terminal.type(KEYS.interrupt);
  expect(await terminal.exit()).toBe(130);
});

atTerminal('ends with the input', async () => {
  const terminal = stage.start();
  await terminal.seeQuestion('Account SID');
  terminal.type(KEYS.endOfInput);
  expect(await terminal.exit()).toBe(130);
  expect(terminal.isSane).toBe(true);
  expect(stage.text).toBeUndefined();
});

/** Setup where nobody can be asked: every answer is a flag. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROVIDERS } from '../../../../cli/providers';
import { flagOf, QUESTIONS } from '../../../../cli/setup/questions';
import { parseSettings } from '../../../../src/settings';
import { PROJECT } from '../../../support/local-runtime';
import { ACCOUNT_SID, API_KEY_SID, SECRET, SERVICE_SID } from '../../../support/tokens';
import { AUTH_TOKEN, AUTH_TOKEN_IE1, addKey } from '../../../support/twilio';
import { ALL_ANSWERS, FEW_ANSWERS, LOGIN } from '../support/answers';
import { ASKED, KEY_OF_FILE } from '../support/asked';
import { runHere } from '../support/here';
import { CHALLENGE_SECRET, type FlagValues, Stage } from '../support/stage';

jest.setTimeout(30_000);

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open(LOGIN);
});
afterEach(() => stage.close());

it('writes the file without a question, in a process of its own', async () => {
  stage.write('# mine\nSHOP=1\n');
  const { code, out, err } = await stage.run({ ...ALL_ANSWERS, existing: undefined });
  const key = [...stage.twilio.keys.values()].at(-1);
  const service = [...stage.twilio.state.services.values()].at(-1);
  expect(err).toMatch(/^$/);
  expect(out).toContain(`Made the API key ${key?.sid}`);
  // What the doctor makes of it is the doctor's; setup ends as it does.
  expect(out).toMatch(/The key signs in\./);
  expect(code).toBe(/^wrong/m.test(out) ? 1 : 0);
  expect(stage.mode).toBe('600');
  expect(stage.text).toMatch(/^# mine\nSHOP=1\n\n# .+\n/);
  expect(stage.values).toEqual({
    SHOP: '1',
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_API_KEY_SID: key?.sid,
    TWILIO_API_KEY_SECRET: key?.secret,
    CONVERSATIONS_SERVICE_SID: service?.sid,
    TWILIO_REGION: 'us1',
    AUTH_ISSUER: LOGIN,
    AUTH_AUDIENCE: 'chat',
    ALLOWED_ORIGINS: 'https://app.example.com',
    GUESTS: 'on',
    GUEST_SECRET: expect.stringMatching(/^[\w-]{43}$/),
    GUEST_CHALLENGE_URL: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    GUEST_CHALLENGE_SECRET: CHALLENGE_SECRET,
  });
  for (const secret of [AUTH_TOKEN, key?.secret, stage.values.GUEST_SECRET, CHALLENGE_SECRET]) {
    expect(out + err).not.toContain(secret);
  }
});

it('changes nothing when it is run again with the same answers', async () => {
  await runHere(stage, ALL_ANSWERS);
  const { text } = stage;
  const writes = stage.twilio.writes().length;
  const service = stage.values.CONVERSATIONS_SERVICE_SID ?? '';
  const again = { ...ALL_ANSWERS, 'api-key': 'keep', service, 'service-name': undefined };
  const { code, said, examined } = await runHere(stage, { ...again, existing: undefined });
  expect(said).toContain(`${stage.file} says all this already.`);
  expect({ code, examined, text: stage.text }).toEqual({ code: 0, examined: [stage.file], text });
  expect(stage.twilio.writes()).toHaveLength(writes);
});

it.each(Object.keys(ASKED) as (keyof typeof ASKED)[])(
  'says which flag is missing for %s',
  async (name) => {
    const { flags, file, environment = {} } = ASKED[name];
    if (file !== undefined) stage.write(file);
    const all = { ...ALL_ANSWERS, yes: undefined, ...flags };
    const { code, said } = await runHere(stage, all, {
      environment: environment as Record<string, string>,
    });
    expect(said).toContain(
      `so --${flagOf(name)} is needed. It answers: ${QUESTIONS[name].sentence}`,
    );
    expect(code).toBe(1);
    expect(stage.text).toBe(file);
    expect(stage.twilio.writes()).toEqual([]);
  },
);

it.each(PROVIDERS.map(({ id, questions }) => ({ id, questions })))(
  'says which flags are missing for $id',
  async ({ id, questions }) => {
    for (const missing of questions) {
      const others = questions.filter((each) => each !== missing);
      const flags: FlagValues = { ...ALL_ANSWERS, yes: undefined, issuer: undefined };
      const { code, said } = await runHere(stage, {
        ...flags,
        audience: undefined,
        provider: id,
        ...Object.fromEntries(others.map(({ name, example }) => [name, example])),
      });
      expect(said).toContain(`so --${missing.name} is needed. It answers: ${missing.sentence}`);
      expect(code).toBe(1);
    }
    expect(stage.text).toBeUndefined();
  },
);

it.each<[string, FlagValues, RegExp]>([
  ['an unknown flag', { realms: 'x' }, /'--realms'.*All flags: npm run setup -- --help$/],
  [
    'a flag without its value',
    { region: true },
    /^Option '--region' argument is ambiguous\. All flags/,
  ],
  [
    'a file that is not there',
    { 'auth-token-file': 'nothing' },
    /^--auth-token-file: this file cannot be read\.$/,
  ],
  [
    'an account SID that is none',
    { 'account-sid': 'AC1' },
    /^--account-sid: An account SID has the form/,
  ],
  [
    'an auth token that is none',
    { 'auth-token-file': 'challenge' },
    /^--auth-token-file: An auth token has 32/,
  ],
  ['another region', { region: 'au1' }, /^--region: It must be one of: us1, ie1\.$/],
  ['a key that the file has not', { 'api-key': 'keep' }, /^--api-key: It must be one of: new\.$/],
  [
    'a service of another account',
    { service: `IS${'0'.repeat(32)}` },
    /^--service: It must be one of: IS/,
  ],
  [
    'a login that setup does not know',
    { provider: 'myspace' },
    /^--provider: It must be one of: token, auth0, /,
  ],
  ['an issuer that is none', { issuer: 'ftp://x' }, /^--issuer: An https URL is needed/],
  [
    'an origin with a path',
    { 'allowed-origins': 'https://a.example/x' },
    /--allowed-origins: An origin is needed/,
  ],
  [
    'a profile that is not there',
    { profile: 'shop' },
    /^--profile: the Twilio CLI has no such profile/,
  ],
  [
    'a profile and credentials',
    { profile: 'x', credentials: 'environment' },
    /^Give --credentials or --profile/,
  ],
])('refuses %s', async (_name, flags, sentence) => {
  const { code, said } = await runHere(stage, { ...ALL_ANSWERS, ...flags });
  expect(said).toMatch(sentence);
  expect(code).toBe(1);
  expect(stage.text).toBeUndefined();
  expect(stage.twilio.writes()).toEqual([]);
});

describe('credentials', () => {
  const withoutToken = { ...FEW_ANSWERS, 'account-sid': undefined, 'auth-token-file': undefined };

  it('takes those of the environment first, as the Twilio CLI does', async () => {
    const environment = { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN };
    stage.writeProfiles({
      profiles: { x: { accountSid: ACCOUNT_SID, apiKey: API_KEY_SID, apiSecret: 'x' } },
    });
    const { code } = await runHere(stage, withoutToken, { environment });
    expect(code).toBe(0);
    expect(stage.twilio.requests.every(({ key }) => key === ACCOUNT_SID)).toBe(true);
  });

  it('shares the key of a profile in Ireland, if told so', async () => {
    const { state } = stage.twilio;
    const key = addKey(state, { region: 'ie1' });
    const profile = {
      accountSid: ACCOUNT_SID,
      apiKey: key.sid,
      apiSecret: key.secret,
      region: 'ie1',
    };
    stage.writeProfiles({ activeProject: 'shop', profiles: { shop: profile } });
    const flags = { ...withoutToken, region: undefined, profile: 'shop', 'api-key': 'given' };
    const { code } = await runHere(stage, { ...flags, service: 'new', 'service-name': 'Irish' });
    expect(code).toBe(0);
    expect(stage.values).toMatchObject({
      TWILIO_API_KEY_SID: key.sid,
      TWILIO_API_KEY_SECRET: key.secret,
      TWILIO_REGION: 'ie1',
      CONVERSATIONS_SERVICE_SID: [...state.services.keys()].at(-1),
    });
    const hosts = new Set(stage.twilio.requests.map(({ host }) => host));
    expect([...hosts]).toEqual(['conversations.dublin.ie1.twilio.com']);
  });

  it('keeps the region of the file, whatever the shell says', async () => {
    stage.write('TWILIO_REGION=us1\n');
    const environment = {
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_REGION: 'ie1',
    };
    const flags = { ...ALL_ANSWERS, 'account-sid': undefined, 'auth-token-file': undefined };
    const asked = { ...flags, region: undefined, credentials: 'environment' };
    expect((await runHere(stage, asked, { environment })).code).toBe(0);
    expect(stage.values.TWILIO_REGION).toBe('us1');
  });

  it('makes a key in Ireland with the auth token of that region', async () => {
    const { code } = await runHere(stage, {
      ...ALL_ANSWERS,
      'auth-token-file': 'token-ie1',
      region: 'ie1',
      service: undefined,
    });
    expect(code).toBe(0);
    const key = [...stage.twilio.keys.values()].at(-1);
    expect(key).toMatchObject({
      region: 'ie1',
      type: 'standard',
      sid: stage.values.TWILIO_API_KEY_SID,
    });
    expect(stage.text).not.toContain(AUTH_TOKEN_IE1);
  });

  it('needs the auth token to make a key, where it has a Standard one', async () => {
    stage.write(`${KEY_OF_FILE}TWILIO_ACCOUNT_SID=${ACCOUNT_SID}\n`);
    const { code, said } = await runHere(stage, { ...withoutToken, credentials: 'env-file' });
    expect(said).toMatch(/may not make others.*\n.*so --auth-token-file is needed/);
    expect(code).toBe(1);
    const again = { ...withoutToken, credentials: 'env-file', existing: 'replace' };
    expect((await runHere(stage, { ...again, 'auth-token-file': 'token' })).code).toBe(0);
    expect(stage.values.TWILIO_API_KEY_SID).not.toBe(API_KEY_SID);
  });

  it('refuses an auth token that may not make keys either', async () => {
    stage.write(`${KEY_OF_FILE}TWILIO_ACCOUNT_SID=${ACCOUNT_SID}\n`);
    const flags = { ...withoutToken, credentials: 'env-file', 'auth-token-file': 'token-ie1' };
    const { code, said } = await runHere(stage, flags);
    expect(said).toMatch(/Twilio refuses these credentials \(20003\)/);
    expect({ code, writes: stage.twilio.writes() }).toEqual({ code: 1, writes: [] });
  });
});

describe('the login', () => {
  it('goes on with an issuer that cannot be reached, and says so', async () => {
    const { code, said } = await runHere(stage, { ...FEW_ANSWERS, issuer: 'https://a.example' });
    expect(said).toMatch(/https:\/\/a\.example does not answer as an issuer \(discovery: .*404\)/);
    expect(code).toBe(0);
    expect(stage.values.AUTH_ISSUER).toBe('https://a.example');
  });

  it('asks no issuer if told so', async () => {
    const flags = { ...FEW_ANSWERS, issuer: 'https://a.example', 'issuer-check': 'off' };
    const get = () => Promise.reject(new Error('asked'));
    const { code, said } = await runHere(stage, flags, { get });
    expect(said).not.toContain('does not answer');
    expect(code).toBe(0);
  });

  it.each(PROVIDERS.map((provider) => ({ id: provider.id, provider })))(
    'writes what the service accepts for $id',
    async ({ provider: { id, questions, variables, secrets, copied = {} } }) => {
      const answers = Object.fromEntries(questions.map(({ name, example }) => [name, example]));
      const flags = { ...FEW_ANSWERS, issuer: undefined, audience: undefined, provider: id };
      const files = Object.keys(copied).map((name) => [
        `${name.toLowerCase().replaceAll('_', '-')}-file`,
        name === 'AUTH_SECRET' ? 'secret' : 'public-key',
      ]);
      const { code } = await runHere(stage, {
        ...flags,
        ...answers,
        ...Object.fromEntries(files),
        'issuer-check': 'off',
      });
      expect(code).toBe(0);
      expect(stage.values).toMatchObject(variables(answers));
      if (copied.AUTH_SECRET) expect(stage.values.AUTH_SECRET).toBe(SECRET);
      if (copied.AUTH_PUBLIC_KEY) expect(stage.values.AUTH_PUBLIC_KEY).toMatch(/^MII[\w+/]+=*$/);
      for (const name of secrets) expect(stage.values[name]).toMatch(/^[\w-]{43}$/);
      expect(parseSettings(stage.values)).toMatchObject({ ok: true });
    },
  );

  it('keeps what the file says', async () => {
    const secret = SECRET;
    stage.write(`AUTH_SECRET=${secret}\nAUTH_AUDIENCE=mine\n`);
    const { code } = await runHere(stage, { ...FEW_ANSWERS, provider: 'keep' });
    expect(code).toBe(0);
    expect(stage.values).toMatchObject({ AUTH_SECRET: secret, AUTH_AUDIENCE: 'mine' });
    await runHere(stage, { ...FEW_ANSWERS, provider: 'own-backend', existing: 'replace' });
    // A secret that is long enough stays, as the backend has it already.
    expect(stage.values).toMatchObject({ AUTH_SECRET: secret, AUTH_AUDIENCE: 'chat' });
  });
});

describe('guests', () => {
  const guests = { ...ALL_ANSWERS, service: SERVICE_SID, existing: undefined };

  it('warns of guests without a challenge', async () => {
    const { said } = await runHere(stage, { ...guests, challenge: 'none' });
    expect(said).toMatch(/Without a challenge any script can make guests/);
    expect(stage.values).toMatchObject({ GUESTS: 'on' });
    expect(stage.values.GUEST_CHALLENGE_URL).toBeUndefined();
  });

  it('takes the address of another challenge', async () => {
    const url = 'https://challenge.example.com/verify';
    await runHere(stage, { ...guests, challenge: 'other', 'challenge-url': url });
    expect(stage.values.GUEST_CHALLENGE_URL).toBe(url);
  });

  it('keeps secret and challenge when guests go and come back', async () => {
    await runHere(stage, guests);
    const { GUEST_SECRET } = stage.values;
    const again = { ...guests, 'api-key': 'keep', existing: 'replace' };
    await runHere(stage, { ...again, guests: 'off' });
    expect(stage.values).toMatchObject({ GUEST_SECRET });
    expect(stage.values.GUESTS).toBeUndefined();
    await runHere(stage, { ...again, challenge: 'keep' });
    expect(stage.values).toMatchObject({
      GUESTS: 'on',
      GUEST_SECRET,
      GUEST_CHALLENGE_SECRET: CHALLENGE_SECRET,
    });
  });
});

it('replaces nothing because of --yes alone', async () => {
  stage.write('ALLOWED_ORIGINS=https://old.example.com\n');
  const { code, said } = await runHere(stage, { ...FEW_ANSWERS, existing: undefined });
  expect(said).toMatch(/Origins: ALLOWED_ORIGINS\n.*so --existing is needed/);
  expect(said).not.toContain('old.example.com');
  expect({ code, text: stage.text }).toEqual({
    code: 1,
    text: 'ALLOWED_ORIGINS=https://old.example.com\n',
  });
});

it('takes the defaults with --yes, and asks for what has none', async () => {
  const few = { 'account-sid': ACCOUNT_SID, 'auth-token-file': 'token', provider: 'own-backend' };
  const { said } = await runHere(stage, { ...few, yes: true });
  // That pages of any origin may ask must be said.
  expect(said).toMatch(/so --allowed-origins is needed/);
  const { code } = await runHere(stage, { ...few, yes: true, 'allowed-origins': 'any' });
  expect(code).toBe(0);
  expect(stage.values).toMatchObject({
    CONVERSATIONS_SERVICE_SID: SERVICE_SID,
    TWILIO_REGION: 'us1',
    AUTH_AUDIENCE: 'conversations',
  });
  expect(stage.values).not.toHaveProperty('GUESTS');
});

it('lists all flags', async () => {
  const { code, out } = await stage.run({ help: true });
  expect(code).toBe(0);
  const names = [
    ...Object.keys(QUESTIONS),
    ...PROVIDERS.flatMap(({ questions }) => questions.map(({ name }) => name)),
  ];
  for (const name of names) expect(out).toMatch(new RegExp(`^  --${flagOf(name)}( |$)`, 'm'));
});

it('is what npm run setup runs', async () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
  expect(scripts.setup).toBe('node cli/run.cjs cli/setup/main.ts');
  const { code, out, err } = await stage.run({}, join(PROJECT, 'cli/setup/main.ts'));
  expect(err).toMatch(
    /^There is no terminal to ask at, so these flags are needed:\n {2}--account-sid AC…\n/,
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
});

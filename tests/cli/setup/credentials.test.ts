/** Credentials of Twilio that are on the machine already. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSources } from '../../../cli/setup/credentials';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID } from '../../support/tokens';
import { AUTH_TOKEN } from '../../support/twilio';

const home = mkdtempSync(join(tmpdir(), 'setup-home-'));
const configuration = join(home, '.twilio-cli/config.json');
mkdirSync(join(home, '.twilio-cli'));
afterEach(() => rmSync(configuration, { force: true }));
afterAll(() => rmSync(home, { recursive: true }));

const PROFILE = { accountSid: ACCOUNT_SID, apiKey: API_KEY_SID, apiSecret: API_KEY_SECRET };

function find({
  environment = {},
  file = {},
  text,
}: {
  environment?: Record<string, string>;
  file?: Record<string, string>;
  text?: string;
}) {
  if (text !== undefined) writeFileSync(configuration, text);
  return findSources({ environment, file, home });
}

it('finds nothing where there is nothing', () => {
  expect(find({})).toEqual([]);
});

it('finds the environment, the active profile, the others, and the file, in this order', () => {
  const sources = find({
    environment: { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN },
    file: {
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_API_KEY_SID: API_KEY_SID,
      TWILIO_API_KEY_SECRET: API_KEY_SECRET,
    },
    text: JSON.stringify({ activeProject: 'b', profiles: { a: PROFILE, b: PROFILE } }),
  });
  expect(sources.map(({ value }) => value)).toEqual([
    'environment',
    'profile:b',
    'profile:a',
    'env-file',
  ]);
});

it('prefers a key to the auth token in the environment, as the Twilio CLI does', () => {
  const environment = {
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_API_KEY: API_KEY_SID,
    TWILIO_API_SECRET: API_KEY_SECRET,
    TWILIO_REGION: 'ie1',
  };
  expect(find({ environment })).toMatchObject([
    { username: API_KEY_SID, password: API_KEY_SECRET, region: 'ie1' },
  ]);
});

it('prefers the auth token to the key in the file, as it can do more', () => {
  const file = {
    ACCOUNT_SID,
    AUTH_TOKEN,
    TWILIO_API_KEY_SID: API_KEY_SID,
    TWILIO_API_KEY_SECRET: API_KEY_SECRET,
  };
  expect(find({ file })).toMatchObject([{ username: ACCOUNT_SID, password: AUTH_TOKEN }]);
});

it('looks where TWILIO_CONFIG_DIR says', () => {
  const folder = mkdtempSync(join(home, 'other-'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ profiles: { x: PROFILE } }));
  expect(find({ environment: { TWILIO_CONFIG_DIR: folder } })).toMatchObject([
    { value: 'profile:x', region: undefined },
  ]);
});

it.each<[string, string]>([
  ['no JSON', '{'],
  ['no profiles', '{}'],
  ['null', 'null'],
  ['a profile of null', JSON.stringify({ profiles: { x: null } })],
  [
    'a profile without a secret',
    JSON.stringify({ profiles: { x: { ...PROFILE, apiSecret: '' } } }),
  ],
  [
    'a profile without an account',
    JSON.stringify({ profiles: { x: { ...PROFILE, accountSid: 1 } } }),
  ],
  [
    'projects of old versions, whose secrets are elsewhere',
    JSON.stringify({ projects: [{ id: 'x' }] }),
  ],
])('finds nothing in a configuration with %s', (_name, text) => {
  expect(find({ text })).toEqual([]);
});

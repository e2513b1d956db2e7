/** What the doctor finds when it asks: issuers, endpoints and Twilio, all on loopback. */
import { runDoctor } from '../../../../cli/doctor';
import { ISSUERS, TWILIO } from '../../../../cli/doctor/online';
import { API_KEY_SECRET, SECRET } from '../../../support/tokens';
import { complaining, expectRow, expectSilence } from '../expectations';
import { ONLINE_ROWS } from '../online.cases';
import { CLIENT_SECRET, openStage, type Stage } from '../stage';

const CHECKS = [...ISSUERS, ...TWILIO.flat()];

const WITHOUT_LOOKUP = {
  AUTH_INTROSPECTION_URL: undefined,
  AUTH_INTROSPECTION_CLIENT_ID: undefined,
  AUTH_INTROSPECTION_CLIENT_SECRET: undefined,
};

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

it('finds nothing where nothing is wrong, and says of each check that it is well', async () => {
  const report = await runDoctor({}, stage.world());
  expect(complaining(report)).toEqual([]);
  expect(report).toMatchObject({ ok: true, skipped: [] });
  const ids = report.findings.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(CHECKS.map(({ id }) => id)));
  expect(stage.twilio.writes()).toEqual([]);
});

it.each(ONLINE_ROWS.map((row) => [row.id, row.what, row] as const))(
  '%s notices %s',
  async (_id, _what, row) => {
    await row.spoil?.(stage);
    const world = { ...stage.world(), ...row.world?.(stage) };
    const report = await runDoctor({}, world);
    expectRow(report, row);
    const { siteverify } = stage;
    const { TWILIO_API_KEY_SECRET = API_KEY_SECRET } = world.environment.values;
    const secrets = [API_KEY_SECRET, TWILIO_API_KEY_SECRET, SECRET, CLIENT_SECRET];
    expectSilence(report, [...secrets, siteverify.secret, '\u001b']);
  },
);

it.each(CHECKS.map(({ id }) => id))('has a row that makes %s fail', (id) => {
  expect(ONLINE_ROWS.map((row) => row.id)).toContain(id);
});

it('asks nobody offline', async () => {
  const report = await runDoctor({ offline: true }, stage.world());
  expect(report).toMatchObject({ ok: true, skipped: [] });
  const { issuer, asked, siteverify, twilio } = stage;
  expect(issuer.discovery.requests + issuer.keySet.requests + siteverify.requests).toBe(0);
  expect([...asked.questions, ...twilio.requests]).toEqual([]);
});

it('asks nobody with settings that are wrong, and says what was left out', async () => {
  stage.configure({ AUTH_AUDIENCE: undefined });
  const report = await runDoctor({}, stage.world());
  expect(report.skipped.map(({ id }) => id)).toEqual(CHECKS.map(({ id }) => id));
  expect(stage.issuer.discovery.requests + stage.twilio.requests.length).toBe(0);
});

it('leaves out what a failed check of Twilio makes pointless, and says so', async () => {
  stage.twilio.keys.clear();
  const { skipped } = await runDoctor({}, stage.world());
  expect(skipped.map(({ id }) => id)).toContain('policy-roles');
  expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(['First fix: API key.']));
});

it('looks in Ireland where the settings say so', async () => {
  const { twilio, configure } = stage;
  twilio.service.region = 'ie1';
  for (const key of twilio.keys.values()) key.region = 'ie1';
  configure({ TWILIO_REGION: 'ie1' });
  expect(complaining(await runDoctor({}, stage.world()))).toEqual([]);
});

it('fetches nothing of an issuer that is not to be asked', async () => {
  stage.configure({
    AUTH_ISSUER: undefined,
    AUTH_SECRET: 'q7Zt0Vb3Lm9Xc2Kd8Rf5Hy1Wn4Gs6JpQ',
    ...WITHOUT_LOOKUP,
  });
  const { findings } = await runDoctor({}, stage.world());
  const left = ['discovery', 'key-set', 'clock', 'lookup'];
  expect(findings.filter(({ id }) => left.includes(id))).toEqual([]);
  expect(stage.issuer.discovery.requests).toBe(0);
});

/** What the doctor finds from outside, at the built functions under Twilio's own local runtime. */
import { type DoctorOptions, runDoctor } from '../../../../cli/doctor';
import { DEPLOYED } from '../../../../cli/doctor/deployed';
import { type LocalRuntime, startLocalRuntime } from '../../../support/local-runtime';
import { ok } from '../../../support/misbehaving-issuer';
import { API_KEY_SECRET, SECRET } from '../../../support/tokens';
import { bearerOf, DEPLOYED_ROWS, type DeployedStage } from '../deployed.cases';
import { complaining, expectRow, expectSilence } from '../expectations';
import { type Front, startFront } from '../front';
import { ORIGIN } from '../project';
import { CLIENT_SECRET, openStage, type Stage } from '../stage';

const CHECKS = DEPLOYED.flat();
const WHOM = 'alice_40example.com';

let stage: Stage;
let runtime: LocalRuntime;
let front: Front;

/** Deploys what is in the environment file, with other values in some variables. */
function deploy(changes: Record<string, string | undefined> = {}): Promise<LocalRuntime> {
  const all = { ...stage.world().environment.values, ...changes };
  const set = Object.entries(all).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return startLocalRuntime(Object.fromEntries(set));
}

beforeAll(async () => {
  stage = await openStage();
  runtime = await deploy();
});
beforeEach(async () => {
  stage.asked.behaviour = ok;
  front = await startFront(runtime.url);
});
afterEach(() => front.close());
afterAll(async () => {
  await runtime.close();
  await stage.close();
});

const usual = (): DoctorOptions => ({ url: front.url, bearer: bearerOf(stage)() });

it('finds nothing where nothing is wrong, and says of each check that it is well', async () => {
  const report = await runDoctor({ ...usual(), origin: ORIGIN }, stage.world());
  expect(complaining(report)).toEqual([]);
  expect(report).toMatchObject({ ok: true, skipped: [] });
  const ids = report.findings.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(CHECKS.map(({ id }) => id)));
});

it.each(DEPLOYED_ROWS.map((row) => [row.id, row.what, row] as const))(
  '%s notices %s',
  async (_id, _what, row) => {
    const other = row.deployed && (await deploy(row.deployed));
    const before = other && (await startFront(other.url));
    try {
      const scene: DeployedStage = { ...stage, front: before ?? front, bearer: bearerOf(stage) };
      row.spoil?.(scene);
      const options = { ...usual(), url: scene.front.url, ...row.options?.(scene) };
      const report = await runDoctor(options, stage.world());
      expectRow(report, row);
      const secrets = [API_KEY_SECRET, SECRET, CLIENT_SECRET, stage.siteverify.secret];
      const tokens = [options.bearer ?? '', 'eyJ', WHOM, 'alice', 'mallory'];
      expectSilence(report, [...secrets, ...tokens]);
    } finally {
      await before?.close();
      await other?.close();
    }
  },
);

it.each(CHECKS.map(({ id }) => id))('has a row that makes %s fail', (id) => {
  expect(DEPLOYED_ROWS.map((row) => row.id)).toContain(id);
});

it('takes the address of a function for that of the service', async () => {
  const report = await runDoctor({ ...usual(), url: `${front.url}/token` }, stage.world());
  expect(complaining(report)).toEqual([]);
});

it('probes a service also where the settings here are wrong', async () => {
  const world = stage.world();
  const environment = { ...world.environment, values: {} };
  const report = await runDoctor(usual(), { ...world, environment });
  const probed = report.findings.filter(({ id }) => id.startsWith('url-'));
  expect(probed.filter(({ status }) => status !== 'ok')).toEqual([]);
  // What is compared with the settings cannot be.
  const without = ['url-cors', 'url-foreign-origin', 'url-guests'];
  expect(probed.map(({ id }) => id)).toEqual(
    CHECKS.map(({ id }) => id).filter((id) => !without.includes(id)),
  );
});

it('leaves out what cannot be found out about a service that is not there', async () => {
  const { skipped } = await runDoctor({ url: 'http://127.0.0.1:9' }, stage.world());
  expect(skipped.map(({ id }) => id)).toEqual(CHECKS.slice(1).map(({ id }) => id));
});

it.each<[string, DoctorOptions, RegExp]>([
  ['an address without protection', { url: 'http://a.example' }, /--url must be an https URL/],
  ['no address', { url: 'a.example' }, /--url must be an https URL/],
  ['an address and no network', { url: 'https://a.example', offline: true }, /contradict/],
  ['a token for nobody', { bearer: 'x' }, /--bearer need --url/],
  ['an origin for nobody', { origin: 'https://a.example' }, /need --url/],
  ['an origin with a path', { url: 'https://a.example', origin: 'https://b.example/' }, /--origin/],
  [
    'a token with a line end',
    { url: 'https://a.example', bearer: 'a\nb' },
    /--bearer is not a token/,
  ],
  ['an empty token', { url: 'https://a.example', bearer: '' }, /--bearer is not a token/],
])('refuses %s', async (_name, options, sentence) => {
  await expect(runDoctor(options, stage.world())).rejects.toThrow(sentence);
});

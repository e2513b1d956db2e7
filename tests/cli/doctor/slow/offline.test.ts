/** What the doctor finds on this machine, without asking anybody. */
import { runDoctor } from '../../../../cli/doctor';
import { BUILD, FILE, MACHINE } from '../../../../cli/doctor/offline';
import { API_KEY_SECRET, SECRET } from '../../../support/tokens';
import { complaining, expectRow, expectSilence } from '../expectations';
import { OFFLINE_ROWS } from '../offline.cases';
import { goodEnvironment, makeProject, type Project } from '../project';

const OFFLINE = [...MACHINE, ...FILE.flat(), ...BUILD];

let project: Project;
beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

const examine = () => runDoctor({ offline: true }, project.world());

it('finds nothing where nothing is wrong, and says of each check that it is well', async () => {
  const report = await examine();
  expect(complaining(report)).toEqual([]);
  expect(report).toMatchObject({ ok: true, skipped: [] });
  expect(report.findings.map(({ id }) => id)).toEqual(
    OFFLINE.map(({ id }) => id).filter((id) => id !== 'proxy'),
  );
});

it.each(OFFLINE_ROWS.map((row) => [row.id, row.what, row] as const))(
  '%s notices %s',
  async (_id, _what, row) => {
    row.spoil?.(project);
    const world = { ...project.world(), ...row.world?.(project) };
    const report = await runDoctor({ offline: true }, world);
    expectRow(report, row);
    expectSilence(report, [API_KEY_SECRET, SECRET, '0123456789abcdef'.repeat(2), 'TUlJRXZ']);
  },
);

it.each(OFFLINE.map(({ id }) => id))('has a row that makes %s fail', (id) => {
  expect(OFFLINE_ROWS.map((row) => row.id)).toContain(id);
});

it('makes one row of each problem of the settings', async () => {
  const wrong = { AUTH_AUDIENCE: undefined, TOKEN_LIFETIME: '1', IDENTITY_FORMAT: 'x' };
  project.setEnvironment(goodEnvironment(wrong));
  const { findings } = await examine();
  const found = findings.filter(({ id }) => id === 'settings').map(({ finding }) => finding);
  expect(found.map((finding) => finding.split(' ')[0]).sort()).toEqual(Object.keys(wrong).sort());
});

it('takes a file outside of any repository as it is', async () => {
  project.remove('.git');
  const { findings } = await examine();
  expect(findings.map(({ id }) => id)).not.toContain('env-ignored');
});

it('reads the configuration of the deployment as the deployer does, comments included', async () => {
  project.write(
    '.twilioserverlessrc',
    `{
      // where the build puts them
      functionsFolder: 'dist/functions', assetsFolder: 'dist/assets', runtime: 'node24',
    }`,
  );
  expect(complaining(await examine())).toEqual([]);
});

it('measures what is deployed: neither what is empty nor the credentials of the deployment', async () => {
  const size = async (overrides: Record<string, string>) => {
    project.setEnvironment(goodEnvironment(overrides));
    const { findings } = await examine();
    const { finding = '' } = findings.find(({ id }) => id === 'sizes') ?? {};
    return Number(/about (\d+) bytes/.exec(finding)?.[1]);
  };
  const before = await size({});
  const account = goodEnvironment().TWILIO_ACCOUNT_SID as string;
  expect(await size({ AUTH_TOKEN: 'x'.repeat(32), ACCOUNT_SID: account, GUESTS: '' })).toBe(before);
  // Name, value, four quotation marks, colon and comma.
  expect(await size({ GUESTS: 'off' })).toBe(before + 'GUESTS'.length + 'off'.length + 6);
});

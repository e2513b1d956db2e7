/** A machine without a connection, and a handler that npm workspaces put elsewhere. */
import { join } from 'node:path';
import { runDoctor, type World } from '../../../cli/doctor';
import { Unreachable } from '../../../cli/doctor/http';
import { FetchFailure } from '../../../src/http/get';
import { makeProject, type Project } from './project';

let project: Project;
beforeEach(() => {
  project = makeProject();
});
afterEach(() => project.close());

/** A world whose outside is silent. */
const silent = (): World => ({
  ...project.world(),
  get: () => Promise.reject(new FetchFailure('the request failed: ENOTFOUND')),
  http: () => Promise.reject(new Unreachable('ENOTFOUND')),
  rest: () => {
    const lost = () => Promise.reject(Object.assign(new Error('lost'), { code: 'ENOTFOUND' }));
    const services = () => ({ fetch: lost });
    return Promise.resolve({
      conversations: { v1: { services } },
      keys: services,
    } as unknown as Awaited<ReturnType<World['rest']>>);
  },
});

it('is one finding, which blames no setting', async () => {
  const { findings } = await runDoctor({}, silent());
  const wrong = findings.filter(({ status }) => status === 'wrong');
  expect(wrong).toEqual([
    expect.objectContaining({
      id: 'connection',
      finding: expect.stringContaining('login.example.com and api.twilio.com'),
    }),
  ]);
  expect(wrong[0]?.remedy).not.toMatch(/AUTH_|Correct/);
});

it('blames no address that may well be right', async () => {
  const { findings } = await runDoctor({}, { ...silent(), rest: project.world().rest });
  const [discovery] = findings.filter(({ id }) => id === 'discovery');
  expect(discovery).toMatchObject({ status: 'wrong', remedy: expect.stringContaining('firewall') });
});

it('finds the runtime handler in a folder above', async () => {
  const nested = join(project.root, 'packages/chat');
  project.write('packages/chat/package.json', project.read('package.json'));
  const { findings } = await runDoctor({ offline: true }, { ...project.world(), root: nested });
  const found = findings.filter(({ id }) => id === 'runtime-handler');
  expect(found).toEqual([expect.objectContaining({ status: 'ok' })]);
});

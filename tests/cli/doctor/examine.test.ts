/** How checks are run: side by side, bounded in time, and none can end the others. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Finding, ok, warning, wrong } from '../../../cli/doctor/check';
import { type BoundCheck, examine } from '../../../cli/doctor/examine';
import { Unreachable } from '../../../cli/doctor/http';

const check = (id: string, run: BoundCheck['run']): BoundCheck => ({ id, title: `The ${id}`, run });
const good = check('good', () => [ok('Well.')]);
const bad = check('bad', () => [wrong('Ill.', 'Heal it.')]);

/** What one check comes to. */
async function outcomeOf(run: BoundCheck['run'], limit = 1000): Promise<readonly Finding[]> {
  return (await examine([[[check('one', run)]]], limit)).findings;
}

it('reports what was found, with the check that found it, in the order of the checks', async () => {
  const slow = check('slow', () => sleep(20).then(() => [ok('Late.')]));
  expect(await examine([[[slow, good]], [[bad]]], 1000)).toEqual({
    ok: false,
    findings: [
      { id: 'slow', title: 'The slow', status: 'ok', finding: 'Late.' },
      { id: 'good', title: 'The good', status: 'ok', finding: 'Well.' },
      { id: 'bad', title: 'The bad', status: 'wrong', finding: 'Ill.', remedy: 'Heal it.' },
    ],
    skipped: [],
  });
});

it('is content with warnings', async () => {
  const careful = check('careful', () => [warning('Hm.', 'Look.')]);
  expect(await examine([[[careful, good]]], 1000)).toMatchObject({ ok: true });
});

it('runs the checks of a stage and the groups side by side', async () => {
  let running = 0;
  let most = 0;
  const busy = check('busy', async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(20);
    running -= 1;
    return [];
  });
  await examine([[[busy, busy]], [[busy]]], 1000);
  expect(most).toBe(3);
});

it('leaves the stages out that need a failed one, and no other group', async () => {
  const { findings, skipped } = await examine([[[good], [bad, good], [good]], [[good]]], 1000);
  expect(findings.map(({ id }) => id)).toEqual(['good', 'bad', 'good', 'good']);
  expect(skipped).toEqual([{ id: 'good', title: 'The good', reason: 'First fix: The bad.' }]);
});

it('takes a check that hangs for wrong', async () => {
  const [found] = await outcomeOf(() => new Promise(() => undefined), 30);
  expect(found).toMatchObject({
    status: 'wrong',
    finding: 'This check did not end within 0.03 s.',
  });
});

it.each<[string, BoundCheck['run'], string]>([
  [
    'throws',
    () => {
      throw new TypeError('a secret');
    },
    'This check failed with TypeError.',
  ],
  ['rejects', () => Promise.reject(new Error('a secret')), 'This check failed with Error.'],
  ['throws what is no error', () => Promise.reject('a secret'), 'This check failed with string.'],
  [
    'gets no answer',
    () => Promise.reject(new Unreachable('ECONNRESET')),
    'There was no answer: ECONNRESET.',
  ],
])(
  'takes a check that %s for wrong, and shows no message of a foreign error',
  async (_name, run, finding) => {
    expect(await outcomeOf(run)).toEqual([
      expect.objectContaining({ status: 'wrong', finding, remedy: expect.any(String) }),
    ]);
  },
);

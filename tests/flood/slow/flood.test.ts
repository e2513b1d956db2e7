/**
 * Garbage at 1, 5 and 50 a second, of every kind and through every mechanism, while honest users come:
 * each of them is served.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SECOND, stoppedClock } from '../../support/clock';
import { type FloodStage, type Mechanism, startFlood, type ToGarbage } from '../stage';

const RATES = [1, 5, 50];

const says =
  (status: number, body: string, headers = {}): ToGarbage =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

const ANSWERS: Record<string, ToGarbage> = {
  '200 null': says(200, 'null'),
  '200 and nothing': says(200, ''),
  '200 HTML': says(200, '<!doctype html><title>Log in</title>'),
  '200 about no one': says(200, '{}'),
  '302': says(302, '', { Location: '/login' }),
  '400': says(400, '{"error":"invalid_request"}'),
  '401': says(401, ''),
  '403': says(403, 'Forbidden'),
  '404': says(404, ''),
};

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** What came of a flood. */
interface Result {
  honest: number[];
  garbage: number[];
}

const wasGranted = (status: number) => status === 200;

function expectAllHonestServed({ honest, garbage }: Result): void {
  expect(honest.length).toBeGreaterThan(10);
  expect(honest.filter((status) => status !== 200)).toEqual([]);
  expect(garbage.filter(wasGranted)).toEqual([]);
}

/** Twenty seconds of a clock that runs ahead: in each, garbage at a rate, and one honest user. */
async function floodAhead(
  stage: FloodStage,
  perSecond: number,
  advance: (milliseconds: number) => void,
): Promise<Result> {
  const result: Result = { honest: [], garbage: [] };
  for (let second = 0; second < 20; second += 1) {
    const users = stage.honest();
    for (let i = 0; i < perSecond; i += 1) {
      const sent = [stage.send(stage.garbage())];
      // Among the garbage, not before or after it.
      const user = i === Math.floor(perSecond / 2) ? users : [];
      const served = user.map((each) => stage.send(each));
      result.garbage.push(...(await Promise.all(sent)));
      result.honest.push(...(await Promise.all(served)));
      advance(SECOND / perSecond);
    }
  }
  return result;
}

describe.each<Mechanism>(['keys', 'introspection', 'userinfo', 'guests', 'roles'])(
  'garbage through the mechanism %s',
  (mechanism) => {
    const asks = !['keys', 'guests'].includes(mechanism);
    const answers = Object.entries(
      asks ? ANSWERS : { 'nothing, as it is not asked': says(404, '') },
    );

    it.each(answers)('answered %s, refuses no honest user', async (_, toGarbage) => {
      const clock = stoppedClock();
      const stage = await startFlood(mechanism, toGarbage, clock.now);
      try {
        for (const rate of RATES) {
          expectAllHonestServed(await floodAhead(stage, rate, clock.advance));
        }
      } finally {
        await stage.close();
      }
    });

    it('leaves memory and outgoing requests bounded', async () => {
      const clock = stoppedClock();
      const stage = await startFlood(mechanism, says(404, ''), clock.now);
      try {
        await floodAhead(stage, 50, clock.advance);
        stage.service.log.length = 0;
        const before = { heap: heapUsed(), outgoing: stage.outgoing() };
        const { honest, garbage } = await floodAhead(stage, 50, clock.advance);
        stage.service.log.length = 0;
        const outgoing = stage.outgoing() - before.outgoing;
        // What no login can know is not asked about at all; the rest once, and key sets hardly ever.
        const asked = asks || mechanism === 'guests' ? garbage.length / 2 + honest.length : 0;
        expect(outgoing).toBeLessThan(asked + 10);
        expect(heapUsed() - before.heap).toBeLessThan(5e6);
      } finally {
        await stage.close();
      }
    });
  },
);

/** Some seconds in real time, in which garbage does not wait for an answer. */
async function floodInRealTime(stage: FloodStage, perSecond: number, seconds: number) {
  const garbage: Promise<number>[] = [];
  const honest: Promise<number>[] = [];
  for (let i = 0; i < seconds * perSecond; i += 1) {
    garbage.push(stage.send(stage.garbage()));
    if (i % Math.max(1, perSecond / 2) === 0) {
      honest.push(...stage.honest().map((each) => stage.send(each)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond));
  }
  return { honest: await Promise.all(honest), garbage: await Promise.all(garbage) };
}

describe.each<Mechanism>(['introspection', 'userinfo'])(
  'garbage that costs time, through the mechanism %s',
  (mechanism) => {
    it.each<[string, ToGarbage]>([
      ['not at all', () => undefined],
      ['late', (response) => void setTimeout(() => says(200, 'null')(response), 2000)],
      [
        'a byte at a time',
        (response) => {
          response.writeHead(200);
          const timer = setInterval(() => response.write(' '), 100);
          response.on('close', () => clearInterval(timer));
        },
      ],
      ['with 500', says(500, '')],
    ])('answered %s, refuses no honest user', async (_, toGarbage) => {
      const results = await Promise.all(
        RATES.map(async (rate) => {
          const stage = await startFlood(mechanism, toGarbage);
          try {
            return await floodInRealTime(stage, rate, 6);
          } finally {
            await stage.close();
          }
        }),
      );
      for (const result of results) expectAllHonestServed(result);
    });
  },
);

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { drawChart } from '../../../bench/cost/chart';
import { priceOf } from '../../../bench/cost/prices';
import { createRandom } from '../../../bench/cost/random';
import { costTable, dollars } from '../../../bench/cost/report';
import { countBilled } from '../../../bench/cost/schemes';
import { type Session, TRAFFIC, type Visitor, visit } from '../../../bench/cost/traffic';

/** Any habits whatsoever, the unlikely ones included. */
const habits = fc.record({
  devices: fc.double({ min: 1, max: 5, noNaN: true }),
  returnRate: fc.double({ min: 0, max: 0.95, noNaN: true }),
  daysBetween: fc.double({ min: 0.1, max: 60, noNaN: true }),
  seenBefore: fc.double({ min: 0, max: 1, noNaN: true }),
  pageLoads: fc.double({ min: 1, max: 20, noNaN: true }),
  opensChat: fc.double({ min: 0, max: 1, noNaN: true }),
});
const traffic = fc.record({
  days: fc.constantFrom(28, 31),
  people: fc.double({ min: 0, max: 1, noNaN: true }),
  loggedOut: fc.double({ min: 0, max: 1, noNaN: true }),
  ticketDays: fc.constantFrom(1, 7, 30),
  ticketLoss: fc.double({ min: 0, max: 1, noNaN: true }),
  person: habits,
  guest: habits,
});
const seeds = fc.nat(0xff_ff_ff_ff);

/** A visitor with one device and no ticket, unless said otherwise. */
function visitor(sessions: Partial<Session>[], ticketEnds = [0]): Visitor {
  const usual = { device: 0, loggedIn: false, ticketLost: false, pageLoads: 3, opensChat: false };
  return { sessions: sessions.map((each, day) => ({ day, ...usual, ...each })), ticketEnds };
}

const month = (visitors: number, seed: number) => ({
  visitors,
  billed: countBilled(visit(visitors, createRandom(seed))),
});

describe('the price of identities', () => {
  it.each([
    [0, 0],
    [200, 0],
    [201, 0.05],
    [5_000, 240],
    [5_001, 240.0475],
    [10_000, 477.5],
    [10_001, 477.545],
    [20_000, 927.5],
    [1_000_000, 45_027.5],
  ])('%d are $%d', (identities, price) => {
    expect(priceOf(identities)).toBeCloseTo(price, 10);
  });

  it('never falls with their number', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (identities) => priceOf(identities + 1) >= priceOf(identities)),
    );
  });
});

describe('what is billed', () => {
  it.each<[string, Visitor, [number, number, number, number]]>([
    ['one page load', visitor([{ pageLoads: 1 }]), [1, 1, 1, 0]],
    ['a visitor who returns', visitor([{}, {}, {}]), [9, 3, 1, 0]],
    ['the chat opened twice', visitor([{ opensChat: true }, { opensChat: true }]), [6, 2, 1, 1]],
    ['storage cleared', visitor([{ opensChat: true }, { ticketLost: true }]), [6, 2, 2, 1]],
    ['two devices', visitor([{}, { device: 1, opensChat: true }], [0, 0]), [6, 2, 2, 1]],
    ['an old ticket that lasts', visitor([{}, {}], [20]), [6, 2, 1, 0]],
    ['an old ticket that ends', visitor([{}, { day: 9 }], [9]), [6, 2, 2, 0]],
    ['a ticket of 30 days', visitor([{}, { day: 29.9 }]), [6, 2, 1, 0]],
    ['a ticket on its last day', visitor([{}, { day: 30, opensChat: true }]), [6, 2, 2, 1]],
    [
      'a person on two devices, cleared storage',
      visitor([{ loggedIn: true }, { loggedIn: true, device: 1, ticketLost: true }], [0, 0]),
      [6, 2, 1, 0],
    ],
    [
      'a person before and after the login',
      visitor([{ opensChat: true }, { loggedIn: true, opensChat: true }]),
      [6, 2, 2, 2],
    ],
  ])('%s', (_, given, [perPageLoad, perSession, service, lazyService]) => {
    expect(countBilled([given])).toEqual({ perPageLoad, perSession, service, lazyService });
  });

  it('nothing without visitors', () => {
    expect(Object.values(countBilled([]))).toEqual([0, 0, 0, 0]);
  });

  it('never grows from one scheme to the next, for any traffic', () => {
    fc.assert(
      fc.property(traffic, seeds, (assumptions, seed) => {
        const visitors = visit(20, createRandom(seed), assumptions);
        const billed = countBilled(visitors, assumptions.ticketDays);
        expect(billed.perPageLoad).toBeGreaterThanOrEqual(billed.perSession);
        expect(billed.perSession).toBeGreaterThanOrEqual(billed.service);
        expect(billed.service).toBeGreaterThanOrEqual(billed.lazyService);
      }),
    );
  });
});

describe('the traffic', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(month(2000, 7)).toEqual(month(2000, 7));
    expect(month(2000, 7)).not.toEqual(month(2000, 8));
  });

  it('of a smaller month is the beginning of a larger one', () => {
    const [few, many] = [10, 50].map((count) => [...visit(count, createRandom(3))]);
    expect(many?.slice(0, 10)).toEqual(few);
  });

  it('stays within the month, in order, with a session and a page load at least', () => {
    fc.assert(
      fc.property(traffic, seeds, (assumptions, seed) => {
        for (const { sessions, ticketEnds } of visit(20, createRandom(seed), assumptions)) {
          const days = sessions.map(({ day }) => day);
          expect(days).toEqual(days.toSorted((a, b) => a - b));
          expect(sessions.length).toBeGreaterThan(0);
          for (const { day, device, pageLoads } of sessions) {
            expect(day >= 0 && day < assumptions.days).toBe(true);
            expect(ticketEnds[device]).toBeDefined();
            expect(pageLoads).toBeGreaterThanOrEqual(1);
          }
        }
      }),
    );
  });

  it('has the averages that it is described with', () => {
    const visitors = [...visit(50_000, createRandom(1))];
    const sessions = visitors.flatMap((each) => each.sessions);
    const pages = sessions.reduce((sum, { pageLoads }) => sum + pageLoads, 0);
    expect(sessions.length / visitors.length).toBeCloseTo(1.65, 1);
    expect(pages / sessions.length).toBeCloseTo(TRAFFIC.guest.pageLoads, 1);
  });

  it('is forgotten visitor by visitor: memory does not grow with their number', () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    let baseline = 0;
    function* watched() {
      let seen = 0;
      for (const each of visit(100_000, createRandom(1))) {
        yield each;
        seen += 1;
        if (seen % 20_000) continue;
        collect();
        const { heapUsed } = process.memoryUsage();
        // What the first round leaves behind is compiled code and the like.
        if (seen === 20_000) baseline = heapUsed;
        expect(heapUsed - baseline).toBeLessThan(4e6);
      }
    }
    expect(countBilled(watched()).perSession).toBeGreaterThan(100_000);
  });
});

describe('what is shown', () => {
  it('has a row for each month and scheme', () => {
    const lines = costTable([month(1000, 1), month(10, 1)]).split('\n');
    expect(lines).toHaveLength(2 + 8);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[2]).toMatch(/^\| +1,000 \| Random identity per page load .*\$\d+ \| .*×/);
  });

  it.each([
    [0, '$0'],
    [0.05, '$0.05'],
    [50.1, '$50.10'],
    [1234.5, '$1,235'],
  ])('%d as %s', (amount, text) => {
    expect(dollars(amount)).toBe(text);
  });

  it('has no ratio to a scheme that bills nothing', () => {
    const billed = { perPageLoad: 3, perSession: 1, service: 1, lazyService: 0 };
    expect(costTable([{ visitors: 1, billed }])).not.toMatch(/Infinity|NaN/);
    expect(drawChart({ visitors: 1, billed })).not.toMatch(/Infinity|NaN/);
  });

  it('has an up-to-date chart: npm run bench:cost -- --visitors 100000 --chart docs/cost.svg', () => {
    expect(readFileSync('docs/cost.svg', 'utf8')).toBe(drawChart(month(100_000, 1)));
  });
});

describe('the command', () => {
  const run = (...options: string[]) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/cost/run.ts', ...options]);

  it('prints the same figures for the same seed, smallest month first', async () => {
    const runs = [0, 1].map(() => run('--json', '--visitors', '300,20', '--seed', '5'));
    const [one, other] = (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout));
    expect(one.months).toEqual(other.months);
    expect(one.months.map(({ visitors }: { visitors: number }) => visitors)).toEqual([20, 300]);
    expect(one.traffic).toEqual(TRAFFIC);
  });

  it.each([
    ['--visitors', '0'],
    ['--visitors', '10,'],
    ['--visitors', '1e3'],
    ['--seed', '4294967296'],
    ['--seed', 'one'],
    ['--sede', '1'],
  ])('refuses %s %s in a sentence', async (option, value) => {
    await expect(run(option, value)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`^[^\n]*${option}[^\n]*\n$`)),
    });
  });
});

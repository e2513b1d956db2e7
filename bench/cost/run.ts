/**
 * What identities cost: simulates a month of traffic and counts what Twilio would bill under four
 * ways to give identities. Prints Markdown.
 *
 *     npm run bench:cost
 *     npm run bench:cost -- --visitors 100000 --chart docs/cost.svg    draws the chart anew
 *
 * - `--visitors N[,N…]`: how many come in the month. Default: 1000,10000,100000,1000000.
 * - `--seed N`: another month of the same kind, 0 to 4294967295. Default: 1.
 * - `--json`: everything as JSON instead, assumptions and prices included.
 * - `--chart FILE`: also draws the month with the most visitors, as SVG.
 *
 * The traffic is described in `traffic.ts`, the prices with their source are in `prices.ts`.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { drawChart } from './chart';
import { PRICES_READ, priceOf, TIERS } from './prices';
import { createRandom } from './random';
import { costTable, type Effort, effortTable, type Month } from './report';
import { countBilled, SCHEMES } from './schemes';
import { TRAFFIC, visit } from './traffic';

/** The seed of the figures in the README and of the chart. */
const SEED = '1';
const VISITORS = '1000,10000,100000,1000000';

function main(): void {
  const { values: options } = parseArgs({
    options: {
      visitors: { type: 'string', default: VISITORS },
      seed: { type: 'string', default: SEED },
      json: { type: 'boolean', default: false },
      chart: { type: 'string' },
    },
  });
  const seed = parseWhole(options.seed, '--seed', 0, 2 ** 32 - 1);
  // Ascending, because the memory is the most that was held so far.
  const sizes = options.visitors
    .split(',')
    .map((size) => parseWhole(size, '--visitors', 1, 1e9))
    .sort((a, b) => a - b);

  const months: Month[] = [];
  const efforts: Effort[] = [];
  for (const visitors of sizes) {
    const start = performance.now();
    // From the same seed each time, so that a smaller month is the beginning of a larger one.
    months.push({ visitors, billed: countBilled(visit(visitors, createRandom(seed))) });
    const seconds = (performance.now() - start) / 1000;
    efforts.push({ visitors, seconds, maxRss: (process.resourceUsage().maxRSS * 1024) / 1e6 });
  }

  console.log(options.json ? asJson(seed, months, efforts) : asMarkdown(seed, months, efforts));
  const largest = months.at(-1);
  if (options.chart && largest) writeFileSync(options.chart, drawChart(largest));
}

function asMarkdown(seed: number, months: Month[], efforts: Effort[]): string {
  return `
One month, seed ${seed}, prices of ${PRICES_READ}. Ratio: identities billed, to those of the last scheme.

${costTable(months)}

${effortTable(efforts)}
`;
}

function asJson(seed: number, months: Month[], efforts: Effort[]): string {
  const withPrices = months.map(({ visitors, billed }) => ({
    visitors,
    schemes: SCHEMES.map(({ name, label }) => ({
      name,
      label,
      billed: billed[name],
      dollars: priceOf(billed[name]),
    })),
  }));
  // `upTo: null` is the last tier's infinity, which JSON cannot say.
  const prices = { read: PRICES_READ, tiers: TIERS };
  return JSON.stringify({ seed, traffic: TRAFFIC, prices, months: withPrices, efforts }, null, 2);
}

function parseWhole(text: string, option: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new Error(`${option} takes whole numbers from ${least} to ${most}, not "${text}".`);
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

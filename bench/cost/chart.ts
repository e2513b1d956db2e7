/**
 * The price of one month under each scheme, as SVG. Bars from zero on a linear scale: the lengths
 * are the message. It brings its own background, because a page that shows the file as an image
 * lends it neither its colours nor its theme.
 */
import { priceOf } from './prices';
import { count, dollars, type Month } from './report';
import { SCHEMES } from './schemes';

const WIDTH = 760;
const HEIGHT = 330;
/** Where the bars begin and the axis ends. Values stand behind the bars, also the longest. */
const LEFT = 24;
const RIGHT = WIDTH - 44;
const TOP = 64;
const ROW = 50;
const AXIS = TOP + SCHEMES.length * ROW + 6;

/** The outline in the colour of the card keeps the lines of the grid out of the text. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328;
    stroke: #ffffff; stroke-width: 4px; paint-order: stroke }
  .title { font-size: 16px; font-weight: 600 }
  .value { font-weight: 600 }
  .quiet { fill: #59636e }
  .card { fill: #ffffff; stroke: #d1d9e0 }
  .grid { stroke: #d1d9e0 }
  .habit { fill: #8c959f }
  .service { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; stroke: #0d1117 }
    .quiet { fill: #9198a1 }
    .card { fill: #0d1117; stroke: #3d444d }
    .grid { stroke: #3d444d }
    .habit { fill: #6e7681 }
    .service { fill: #4493f8 }
  }`;

/** Draws the month. The same figures give the same file. */
export function drawChart({ visitors, billed }: Month): string {
  const prices = SCHEMES.map(({ name }) => priceOf(billed[name]));
  const { end, step } = scale(Math.max(...prices));
  const x = (amount: number) => Math.round(LEFT + (amount / end) * (RIGHT - LEFT));
  const title = `What ${count(visitors)} visitors cost in a month, simulated`;

  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  const grid = ticks.map(
    (tick) => `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 8}" y2="${AXIS}"/>
  <text class="quiet" text-anchor="middle" x="${x(tick)}" y="${AXIS + 18}">${dollars(tick)}</text>`,
  );
  const bars = SCHEMES.map(({ kind, label }, index) => {
    const top = TOP + index * ROW;
    const width = x(prices[index] ?? 0) - LEFT;
    return `<text x="${LEFT}" y="${top + 8}">${label}</text>
  <rect class="${kind}" x="${LEFT}" y="${top + 15}" width="${width}" height="20" rx="2"/>
  <text class="value" x="${LEFT + width + 8}" y="${top + 30}">${dollars(prices[index] ?? 0)}</text>`;
  });
  const said = SCHEMES.map(({ label }, index) => `${label}: ${dollars(prices[index] ?? 0)}`);

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" \
width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
  <title id="title">${title}</title>
  <desc id="desc">The bills for Twilio Conversations under four ways to give identities. ${said.join('. ')}.</desc>
  <style>${STYLE}
  </style>
  <rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8"/>
  <text class="title" x="${LEFT}" y="34">${title}</text>
  ${grid.join('\n  ')}
  ${bars.join('\n  ')}
  <text class="quiet" text-anchor="middle" x="${(LEFT + RIGHT) / 2}" y="${AXIS + 42}">US dollars \
a month, at Twilio's list price</text>
</svg>
`;
}

/** An axis with four to eleven round steps, and room for the value behind the longest bar. */
function scale(longest: number): { end: number; step: number } {
  const end = Math.max(longest, 1) * 1.1;
  const power = 10 ** Math.floor(Math.log10(end / 4));
  const step = power * ([5, 2].find((times) => end / 4 >= times * power) ?? 1);
  return { end: Math.ceil(end / step) * step, step };
}

/**
 * Granted and refused requests over time, as SVG: columns from zero on a linear scale. Like the other
 * charts of this project it brings its own background and follows the theme of who looks at it.
 */
import { count } from '../../bench/cost/report';
import { svgText } from './svg-text';
import { shortTime } from './table';
import type { Column } from './timeline';

const WIDTH = 760;
const HEIGHT = 320;
const LEFT = 64;
const RIGHT = WIDTH - 24;
const TOP = 84;
const BOTTOM = HEIGHT - 48;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .quiet { fill: #59636e }
  .card { fill: #ffffff; stroke: #d1d9e0 }
  .grid { stroke: #d1d9e0 }
  .granted { fill: #0969da }
  .refused { fill: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .card { fill: #0d1117; stroke: #3d444d }
    .grid { stroke: #3d444d }
    .granted { fill: #4493f8 }
    .refused { fill: #db6d28 }
  }`;

/** What the chart shows. */
export interface ChartData {
  /** In order of time; at least one. */
  columns: readonly Column[];
  /** Milliseconds that each covers. */
  width: number;
  /** The most frequent codes of refusal, for the line below the title. */
  refusedByCode: readonly { name: string; count: number }[];
}

/** Draws the chart. The same figures give the same file. */
export function drawChart({ columns, width, refusedByCode }: ChartData): string {
  const ticks = ticksTo(Math.max(...columns.map(({ granted, refused }) => granted + refused)));
  const most = ticks.at(-1) ?? 1;
  const y = (number: number) => Math.round(BOTTOM - (number / most) * (BOTTOM - TOP));
  const slot = (RIGHT - LEFT) / columns.length;
  const total = (outcome: 'granted' | 'refused') =>
    count(columns.reduce((sum, column) => sum + column[outcome], 0));

  const first = columns[0]?.from ?? 0;
  const end = (columns.at(-1)?.from ?? 0) + width;
  const span = `${shortTime(first)} to ${shortTime(end)}`;
  const codes = refusedByCode
    .slice(0, 3)
    .map(({ name, count: times }) => `${name} ${count(times)}`);
  const said = `${total('granted')} granted, ${total('refused')} refused${
    codes.length > 0 ? `, most often: ${codes.join(', ')}` : ''
  }`;

  const grid = ticks.map(
    (tick) => `<line class="grid" x1="${LEFT}" x2="${RIGHT}" y1="${y(tick)}" y2="${y(tick)}"/>
  <text class="quiet" text-anchor="end" x="${LEFT - 8}" y="${y(tick) + 4}">${count(tick)}</text>`,
  );
  const bars = columns.flatMap(({ granted, refused }, index) => {
    const x = (LEFT + index * slot + slot * 0.1).toFixed(1);
    const bar = (kind: string, below: number, number: number) =>
      number === 0
        ? []
        : `<rect class="${kind}" x="${x}" y="${y(below + number)}" width="${(slot * 0.8).toFixed(1)}" height="${y(below) - y(below + number)}"/>`;
    return [bar('granted', 0, granted), bar('refused', granted, refused)].flat();
  });

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" \
width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="title desc">
  <title id="title">Requests for tokens, ${span}</title>
  <desc id="desc">${svgText(said)}</desc>
  <style>${STYLE}
  </style>
  <rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="8"/>
  <text class="title" x="24" y="34">Requests for tokens</text>
  <text class="quiet" x="24" y="56">${svgText(said)}</text>
  <rect class="granted" x="${RIGHT - 176}" y="24" width="12" height="12" rx="2"/>
  <text x="${RIGHT - 158}" y="35">granted</text>
  <rect class="refused" x="${RIGHT - 80}" y="24" width="12" height="12" rx="2"/>
  <text x="${RIGHT - 62}" y="35">refused</text>
  ${grid.join('\n  ')}
  ${bars.join('\n  ')}
  <text class="quiet" x="${LEFT}" y="${BOTTOM + 24}">${shortTime(first)}</text>
  <text class="quiet" text-anchor="end" x="${RIGHT}" y="${BOTTOM + 24}">${shortTime(end)}</text>
  <text class="quiet" text-anchor="middle" x="${(LEFT + RIGHT) / 2}" y="${BOTTOM + 24}">\
one column: ${stretch(width)}</text>
</svg>
`;
}

/** Zero and two to five round steps, so that the last is no less than `most`. */
function ticksTo(most: number): number[] {
  const rough = Math.max(1, most / 4);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((times) => times * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

/** A stretch of time in its largest whole unit. */
function stretch(milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes % 1440 === 0) return `${minutes / 1440} d`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

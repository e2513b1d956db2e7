/** Turns the figures into Markdown: one table of measurements, one of targets. */
import { SUBJECTS } from './subjects.mjs';

/** The value below which the given share of the figures lies. */
function quantile(figures, share) {
  const sorted = figures.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position % 1);
}

const median = (figures) => quantile(figures, 0.5);
const percent = (ratio) => `${Math.round(ratio * 100)} %`;
const times = (ratio) => `${ratio.toFixed(ratio < 10 ? 1 : 0)}×`;

/** Aligned, so that it reads well in a terminal too. */
function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join('\n');
}

/**
 * @param {Record<string, number[]>} warm
 * @param {Record<string, import('./cold.mjs').Start[]>} cold
 */
function medians(warm, cold) {
  return Object.fromEntries(
    SUBJECTS.map(({ name }) => {
      const of = (figure) => median(cold[name].map((start) => start[figure]));
      return [
        name,
        {
          warm: median(warm[name]),
          load: of('load'),
          answer: of('answer'),
          process: of('process'),
        },
      ];
    }),
  );
}

function warmTable(warm, of) {
  const rows = SUBJECTS.map(({ name, label }) => [
    label,
    of[name].warm.toFixed(1),
    `${quantile(warm[name], 0.25).toFixed(1)} – ${quantile(warm[name], 0.75).toFixed(1)}`,
    Math.round(1e6 / of[name].warm).toLocaleString('en'),
    percent(of.floor.warm / of[name].warm),
    percent(of['floor-log'].warm / of[name].warm),
    times(of.usual.warm / of[name].warm),
  ]);
  return table([
    [
      'Warm',
      'µs/op',
      'middle half',
      'ops/s',
      'speed of the floor',
      'of the floor with a log line',
      'faster than usual',
    ],
    ...rows,
  ]);
}

function coldTable(of) {
  const rows = SUBJECTS.map(({ name, label }) => [
    label,
    of[name].load.toFixed(1),
    of[name].answer.toFixed(1),
    times(of[name].answer / of.floor.answer),
    times(of.usual.answer / of[name].answer),
    of[name].process.toFixed(1),
  ]);
  return table([
    [
      'Cold',
      'load, ms',
      'load + first answer, ms',
      'of the floor',
      'faster than usual',
      'with process start, ms',
    ],
    ...rows,
  ]);
}

function targetTable(of, bundle) {
  const judged = (what, measured, target, met) => [what, measured, target, met ? 'met' : 'MISSED'];
  const { ours, usual, floor } = of;
  const logged = of['floor-log'].warm / ours.warm;
  const fast = of['fast-jwt'].warm / ours.warm;
  const cold = ours.answer / floor.answer;
  const recipe = usual.answer / ours.answer;
  return table([
    ['This service', 'measured', 'target', ''],
    judged('warm, speed of the floor with a log line', percent(logged), '≥ 80 %', logged >= 0.8),
    judged('warm, throughput against fast-jwt', `${fast.toFixed(2)}×`, '≥ 0.68×', fast >= 0.68),
    judged('cold, of the floor', `${cold.toFixed(2)}×`, '≤ 1.3×', cold <= 1.3),
    judged('cold, faster than the usual recipe', times(recipe), '≥ 6×', recipe >= 6),
    judged(
      'load, of the floor',
      `${(ours.load / floor.load).toFixed(2)}×`,
      '≤ 2.0×',
      ours.load / floor.load <= 2,
    ),
    judged(
      'bundle, minified',
      `${(bundle.bytes / 1000).toFixed(1)} kB`,
      '≤ 96 kB',
      bundle.bytes <= 96_000,
    ),
    judged('files loaded', String(bundle.files), '1', bundle.files === 1),
  ]);
}

/**
 * @param {Record<string, number[]>} warm µs per operation of every round
 * @param {Record<string, import('./cold.mjs').Start[]>} cold
 * @param {number} bytes the size of the bundle
 */
export function report(warm, cold, bytes) {
  const of = medians(warm, cold);
  const bundle = { bytes, files: Math.max(...cold.ours.map(({ files }) => files)) };
  return [warmTable(warm, of), coldTable(of), targetTable(of, bundle)].join('\n\n');
}

/**
 * Who is measured. Every subject is a Twilio Function that takes the same bearer token, checks it
 * against the same key set and answers with an access token; they differ only in what they are
 * made of. `ours` is the file that gets deployed, not the source.
 */
import { join } from 'node:path';

const HERE = import.meta.dirname;

/** @typedef {{ name: string, label: string, file: string }} Subject */

/** @type {Subject[]} */
export const SUBJECTS = [
  {
    name: 'ours',
    label: 'this service (`dist/functions/token.js`)',
    file: join(HERE, '../dist/functions/token.js'),
  },
  {
    name: 'usual',
    label: 'usual recipe (jsonwebtoken, jwks-rsa, twilio)',
    file: join(HERE, 'subjects/usual-recipe.cjs'),
  },
  { name: 'jose', label: 'jose', file: join(HERE, 'subjects/jose.cjs') },
  { name: 'fast-jwt', label: 'fast-jwt', file: join(HERE, 'subjects/fast-jwt.cjs') },
  {
    name: 'floor-log',
    label: 'floor with a log line',
    file: join(HERE, 'subjects/floor-log.cjs'),
  },
  { name: 'floor', label: 'floor (node:crypto alone)', file: join(HERE, 'subjects/floor.cjs') },
];

/**
 * The subjects in the order of one round, drawn anew each time: a subject that always followed the
 * same neighbour would always find the caches and the clock of the processor as that one left them.
 */
export function inTurn() {
  return SUBJECTS.map((subject) => ({ subject, draw: Math.random() }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ subject }) => subject);
}

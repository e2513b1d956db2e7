/** A clock that a test moves. */

/** Milliseconds since the epoch, as the code under test is given it. */
export interface Clock {
  now: () => number;
  advance(milliseconds: number): void;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** Stands still until it is moved. */
export function stoppedClock(start: number = Date.now()): Clock {
  let time = start;
  return {
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
  };
}

/** Runs as the real one does, and jumps when it is moved. */
export function runningClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}

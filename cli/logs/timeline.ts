/** Decisions over time, in columns that widen as the time does, so that there are never many. */
import type { Decisions } from './by-name';

/** Columns at most. */
export const MAX_COLUMNS = 60;

const MINUTE = 60_000;
/** Milliseconds. Beyond the last, columns are twice as wide each time. */
const WIDTHS = [1, 5, 15, 60, 360, 1440].map((minutes) => minutes * MINUTE);

/** The decisions of a stretch of time. */
export interface Column extends Decisions {
  /** When it begins, in milliseconds since the epoch. */
  from: number;
}

/** Counts decisions over time. They may come in any order. */
export class Timeline {
  #columns = new Map<number, Decisions>();
  #width = MINUTE;
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;

  /** @param at milliseconds since the epoch */
  add(at: number, outcome: keyof Decisions): void {
    this.#first = Math.min(this.#first, at);
    this.#last = Math.max(this.#last, at);
    while (this.#start(this.#last) - this.#start(this.#first) >= MAX_COLUMNS * this.#width) {
      this.#widen();
    }
    this.#column(this.#start(at))[outcome] += 1;
  }

  /** Milliseconds that a column covers. */
  get width(): number {
    return this.#width;
  }

  /** All columns from the first to the last decision, also those without any. */
  columns(): Column[] {
    const columns: Column[] = [];
    for (let from = this.#start(this.#first); from <= this.#last; from += this.#width) {
      columns.push({ from, ...(this.#columns.get(from) ?? { granted: 0, refused: 0 }) });
    }
    return columns;
  }

  #start(at: number): number {
    return Math.floor(at / this.#width) * this.#width;
  }

  #column(from: number): Decisions {
    const column = this.#columns.get(from) ?? { granted: 0, refused: 0 };
    this.#columns.set(from, column);
    return column;
  }

  #widen(): void {
    const narrow = this.#columns;
    this.#width = WIDTHS.find((width) => width > this.#width) ?? this.#width * 2;
    this.#columns = new Map();
    for (const [from, { granted, refused }] of narrow) {
      const wide = this.#column(this.#start(from));
      wide.granted += granted;
      wide.refused += refused;
    }
  }
}

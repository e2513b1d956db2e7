/** Figures by name, where the names come from the input and may be any number of any length. */

/** Names that are kept apart. The service has some forty codes; what is beyond is one figure. */
export const MAX_NAMES = 100;
/** Characters of a name that count. */
const MAX_NAME_LENGTH = 300;
/** Stands for all names beyond `MAX_NAMES`. */
export const OTHERS = '(others)';

/** A figure for each name, in bounded memory. */
export class ByName<T> {
  readonly #figures = new Map<string, T>();
  readonly #create: () => T;

  /** @param create makes the figure of a new name */
  constructor(create: () => T) {
    this.#create = create;
  }

  /** The figure of a name. */
  of(name: string): T {
    let key = name.slice(0, MAX_NAME_LENGTH);
    let figure = this.#figures.get(key);
    if (figure === undefined && this.#figures.size >= MAX_NAMES) {
      key = OTHERS;
      figure = this.#figures.get(key);
    }
    if (figure === undefined) {
      figure = this.#create();
      this.#figures.set(key, figure);
    }
    return figure;
  }

  /** Name and figure, the largest first; among equal ones by name. */
  sorted(size: (figure: T) => number): ({ name: string } & T)[] {
    return [...this.#figures]
      .map(([name, figure]) => ({ name, ...figure }))
      .sort((a, b) => size(b) - size(a) || (a.name < b.name ? -1 : 1));
  }
}

/** How often something was granted and refused. */
export interface Decisions {
  granted: number;
  refused: number;
}

/** How often something happened. */
export interface Occurrences {
  count: number;
}

/** Decisions by name. */
export const decisionsByName = () => new ByName<Decisions>(() => ({ granted: 0, refused: 0 }));
/** Occurrences by name. */
export const occurrencesByName = () => new ByName<Occurrences>(() => ({ count: 0 }));

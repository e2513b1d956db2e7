/** Reads variables one by one and collects what is wrong with them. */
import { parseTrustworthyUrl } from '../http/url';

/** A mistake of the operator's: which variable, and a sentence that says what it should be. */
export interface Problem {
  variable: string;
  /** Never has the value in it. */
  sentence: string;
}

/** What people leave in from examples: as the whole value, or anywhere in it. */
const PLACEHOLDER =
  /^(\[.*\]|\.{3,}|x{3,}|change[-_ ]?(me|this)|(replace|insert|todo|fixme|placeholder)\b.*|(AC|SK|IS|CR)(x+|0+))$|<[^<>]*>|\byour[-_ ]/i;

/** Reads the variables of one environment; whatever is wrong lands in `problems`. */
export class VariableReader {
  readonly problems: Problem[] = [];
  /** Which variable has which secret, and for what. */
  readonly #secrets = new Map<string, { variable: string; purpose: string }>();
  readonly #environment: Readonly<Record<string, unknown>>;

  constructor(environment: Readonly<Record<string, unknown>>) {
    this.#environment = environment;
  }

  /** Notes a problem. */
  refuse(variable: string, sentence: string): undefined {
    this.problems.push({ variable, sentence });
  }

  /** The value of a variable; undefined if it is not set or empty. */
  text(variable: string): string | undefined {
    const value = Object.hasOwn(this.#environment, variable)
      ? this.#environment[variable]
      : undefined;
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') return this.refuse(variable, 'is no text.');
    if (value !== value.trim()) {
      return this.refuse(variable, 'has white space around its value. Remove it.');
    }
    if (value === '[REDACTED]') {
      return this.refuse(variable, 'is the word [REDACTED]. Set the value again.');
    }
    if (PLACEHOLDER.test(value)) {
      return this.refuse(variable, 'still has a placeholder. Set the real value.');
    }
    if (/\s#/.test(value)) {
      return this.refuse(variable, 'has a comment behind its value. Move it to a line of its own.');
    }
    return value;
  }

  /** Whether a variable is set to anything, right or wrong. */
  isSet(variable: string): boolean {
    const value = this.#environment[variable];
    return value !== undefined && value !== '';
  }

  /** Notes that a variable is missing; `why` completes the sentence. */
  require(variable: string, why: string): undefined {
    // What is set but wrong has its sentence already.
    if (!this.isSet(variable)) this.refuse(variable, `is missing. ${why}`);
  }

  /** Refuses variables that are set for nothing, because another one is not. */
  refuseIdle(variables: readonly string[], missing: string): void {
    for (const variable of variables) {
      if (this.isSet(variable)) this.refuse(variable, `has no use without ${missing}. Remove it.`);
    }
  }

  /** A SID: two letters and 32 lower-case hexadecimal digits. */
  sid(variable: string, prefix: string, what: string): string | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    if (new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value)) return value;
    const shape = `${prefix} and 32 hexadecimal digits (0-9, a-f)`;
    return this.refuse(variable, `is not ${what}. It has the form ${shape}.`);
  }

  /** One of a few words. */
  oneOf<T extends string>(variable: string, words: readonly T[], fallback: T): T {
    const value = this.text(variable);
    if (value === undefined) return fallback;
    const word = words.find((each) => each === value);
    if (word === undefined) this.refuse(variable, `must be one of: ${words.join(', ')}.`);
    return word ?? fallback;
  }

  /** A whole number within limits. */
  integer(
    variable: string,
    { min, max, fallback, unit }: { min: number; max: number; fallback: number; unit: string },
  ): number {
    const value = this.text(variable);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    this.refuse(variable, `must be a whole number of ${unit} from ${min} to ${max}.`);
    return fallback;
  }

  /** A list with commas between; empty if the variable is not set. */
  list(variable: string): string[] {
    const value = this.text(variable);
    if (value === undefined) return [];
    const items = value.split(',').map((item) => item.trim());
    if (items.includes('')) {
      this.refuse(variable, 'has an empty item. Part the items with single commas.');
    }
    return items;
  }

  /**
   * A secret of at least 32 bytes of UTF-8.
   *
   * @param purpose the variable of the current secret, if this one is its predecessor. The two may be
   * equal: variables change one at a time, so every rotation passes through that.
   */
  secret(variable: string, purpose = variable): string | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    if (Buffer.byteLength(value) < 32) {
      return this.refuse(
        variable,
        'must have at least 32 bytes. Make one with: openssl rand -base64 48',
      );
    }
    // Whoever knows a secret for one purpose must not be able to sign for another.
    const other = this.#secrets.get(value);
    if (other && other.purpose !== purpose) {
      const { variable: name } = other;
      return this.refuse(variable, `is the same as ${name}. Each needs a secret of its own.`);
    }
    this.#secrets.set(value, { variable, purpose });
    return value;
  }

  /** An address that is fetched from or believed: https, or http on loopback. */
  url(variable: string): string | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    if (parseTrustworthyUrl(value)) return value;
    return this.refuse(
      variable,
      'must be an https URL without user name or fragment (http only on this machine).',
    );
  }
}

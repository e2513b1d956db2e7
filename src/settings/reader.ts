/** Reads the variables of one environment and collects what is wrong with them. */
import { hash } from 'node:crypto';
import { type Problem, type ProblemKind, problem } from './problem';
import { disguiseOf, isLowEntropy } from './secrets';
import { Wrong } from './values';
import {
  READ_PLATFORM_NAMES,
  VARIABLE_NAMES,
  VARIABLES,
  type VariableName,
  type VariableValue,
} from './variables';

/** What is left in from examples: as the whole value, or anywhere in it. */
const PLACEHOLDER =
  /^(\[.*\]|\.{3,}|x{3,}|change[-_ ]?(me|this)|(replace|insert|todo|fixme|placeholder)\b.*|(AC|SK|IS|CR)(x+|0+))$|<[^<>]*>|\byour[-_ ]|\$\{\w*\}|\{\{[^{}]*\}\}/i;

/** Why a text is left over from an example; undefined if it is not. */
export function placeholderIn(value: string): Wrong | undefined {
  if (value === '[REDACTED]') {
    return new Wrong('is the word [REDACTED].', 'Set the value again.', 'placeholder');
  }
  return PLACEHOLDER.test(value)
    ? new Wrong('still has a placeholder.', 'Set the real value.', 'placeholder')
    : undefined;
}

/** How the text of a secret becomes bytes. */
export const SECRET_ENCODINGS = ['utf8', 'base64', 'base64url', 'hex'] as const;

/** The name of an encoding of secrets. */
export type SecretEncoding = (typeof SECRET_ENCODINGS)[number];

const ENCODED: Record<SecretEncoding, RegExp> = {
  utf8: /^/,
  base64: /^[A-Za-z0-9+/]+={0,2}$/,
  base64url: /^[A-Za-z0-9_-]+={0,2}$/,
  hex: /^(?:[0-9A-Fa-f]{2})+$/,
};

/** The shortest key of HMAC-SHA-256 that is accepted, in bytes (RFC 7518 §3.2). */
const MIN_SECRET_BYTES = 32;

/** How a secret is read. */
export interface SecretForm {
  /**
   * The variables that hold it during a rotation. They may be equal: variables change one at a time,
   * so every rotation passes through that.
   */
  rotation?: readonly string[];
  encoding?: SecretEncoding;
}

/** Reads the variables of one environment; whatever is wrong is in `problems`. */
export class VariableReader {
  readonly #problems = new Map<string, Problem>();
  readonly #environment: Readonly<Record<string, unknown>>;
  readonly #names: readonly string[];
  /** Which variable has which key of a signature. */
  readonly #keys = new Map<string, string>();

  /** @param names the variables that may be read: the platform warns when certain others are */
  constructor(
    environment: Readonly<Record<string, unknown>>,
    names: readonly string[] = [...READ_PLATFORM_NAMES, ...VARIABLE_NAMES],
  ) {
    this.#environment = environment;
    this.#names = names;
  }

  /** What is wrong, each once, in the order in which it was found. */
  get problems(): readonly Problem[] {
    return [...this.#problems.values()];
  }

  /** Notes a problem. */
  refuse(variable: string, kind: ProblemKind, finding: string, remedy?: string): undefined {
    // A variable that several readers look at still has each problem once.
    const noted = problem(variable, kind, finding, remedy);
    this.#problems.set(`${variable} ${noted.sentence}`, noted);
  }

  /** The text of a variable, whatever its form; undefined if it is not set or empty. */
  text(variable: string): string | undefined {
    const value = this.#valueOf(variable);
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string') return this.refuse(variable, 'malformed', 'must be a string.');
    if (value !== value.trim()) {
      return this.refuse(variable, 'malformed', 'has white space around its value.', 'Remove it.');
    }
    if (/\s#/.test(value)) {
      return this.refuse(
        variable,
        'malformed',
        'has a comment after its value.',
        'Move it to a line of its own.',
      );
    }
    const placeholder = placeholderIn(value);
    return placeholder ? this.#refuse(variable, placeholder) : value;
  }

  /**
   * The value of a variable, read as the table says; undefined if it is not set, or wrong.
   *
   * @param from another variable of the same form that has it
   */
  value<N extends VariableName>(
    variable: N,
    from: string = variable,
  ): VariableValue<N> | undefined {
    const given = this.text(from);
    return given === undefined ? undefined : this.#read(variable, given, from);
  }

  /** The same with the value that holds if the variable is not set, or wrong. */
  valueOr<N extends WithFallback>(variable: N): VariableValue<N> {
    const { fallback } = VARIABLES[variable];
    return this.value(variable) ?? (this.#read(variable, fallback) as VariableValue<N>);
  }

  /** Whether a variable is set to anything, right or wrong. */
  isSet(variable: string): boolean {
    const value = this.#valueOf(variable);
    return value !== undefined && value !== '';
  }

  /** Notes that a variable is missing. */
  require(variable: string, remedy: string): undefined {
    if (!this.isSet(variable)) this.refuse(variable, 'missing', 'is missing.', remedy);
  }

  /** Refuses variables that are set without an effect. */
  refuseIdle(variables: readonly string[], without: string): void {
    for (const variable of variables) {
      if (this.isSet(variable)) {
        this.refuse(variable, 'idle', `has no effect without ${without}.`, 'Remove it.');
      }
    }
  }

  /** A secret that another service gave out; of any length, but not something that is no secret. */
  credential(variable: string): string | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    const disguise = disguiseOf(value) ?? this.#otherUseOf(value, [variable]);
    return disguise ? this.#refuse(variable, disguise) : value;
  }

  /** A secret of this deployment's own that signs: at least 32 bytes, and used for nothing else. */
  secret(
    variable: string,
    { rotation = [variable, `${variable}_PREVIOUS`], encoding = 'utf8' }: SecretForm = {},
  ): string | Uint8Array | undefined {
    const value = this.text(variable);
    if (value === undefined) return undefined;
    const disguise = disguiseOf(value) ?? this.#otherUseOf(value, rotation);
    if (disguise) return this.#refuse(variable, disguise);
    if (!ENCODED[encoding].test(value)) {
      return this.refuse(variable, 'malformed', `is not ${encoding}.`, 'Check its encoding.');
    }
    const bytes = Buffer.from(value, encoding);
    if (bytes.length < MIN_SECRET_BYTES) {
      const decoded = encoding === 'utf8' ? '' : ' after decoding';
      return this.refuse(
        variable,
        'insecure',
        `must have at least ${MIN_SECRET_BYTES} bytes${decoded}.`,
        MAKE_SECRET,
      );
    }
    if (isLowEntropy(value)) {
      return this.refuse(
        variable,
        'insecure',
        'is easy to guess: it repeats or counts up.',
        MAKE_SECRET,
      );
    }
    // Whoever knows a secret for one purpose must not be able to sign for another.
    const key = bytes.toString('base64');
    const other = this.#keys.get(key);
    if (other !== undefined && !rotation.includes(other))
      return this.#refuse(variable, sameAs(other));
    this.#keys.set(key, variable);
    return encoding === 'utf8' ? value : bytes;
  }

  #valueOf(variable: string): unknown {
    return Object.hasOwn(this.#environment, variable) ? this.#environment[variable] : undefined;
  }

  #read<N extends VariableName>(
    variable: N,
    given: string,
    from: string = variable,
  ): VariableValue<N> | undefined {
    const value = VARIABLES[variable].read(given);
    return value instanceof Wrong ? this.#refuse(from, value) : (value as VariableValue<N>);
  }

  #refuse(variable: string, { kind, finding, remedy }: Wrong): undefined {
    return this.refuse(variable, kind, finding, remedy);
  }

  /** The other variable that has the value of a secret, or one of its items, or the hash of it. */
  #otherUseOf(value: string, own: readonly string[]): Wrong | undefined {
    const digest = hash('sha256', value);
    const other = this.#names.find((name) => {
      const taken = own.includes(name) ? undefined : this.#valueOf(name);
      if (typeof taken !== 'string') return false;
      return (
        taken === value || taken.split(/[\s,]+/).some((item) => item === value || item === digest)
      );
    });
    return other === undefined ? undefined : sameAs(other);
  }
}

const MAKE_SECRET = 'Make one with: openssl rand -base64 48';

const sameAs = (other: string) =>
  new Wrong(`is the same as ${other}.`, 'Use a secret for one purpose only.', 'insecure');

/** The variables that have a value even if they are not set. */
type WithFallback = {
  [N in VariableName]: (typeof VARIABLES)[N] extends { fallback: string } ? N : never;
}[VariableName];

/**
 * The fields of an issuer, each with the variable that means the same, and the two sources that they
 * are read from: the variables, and an entry of `src/policy.ts`.
 */
import { isJsonObject } from '../http/json';
import type { IssuerPolicy } from './policy';
import { POLICY_FILE, type ProblemKind } from './problem';
import type { VariableReader } from './reader';
import { type Limits, withinLimits } from './values';
import { VARIABLES, type Variable, type VariableName } from './variables';

type Part = 'introspection' | 'userinfo' | 'identity';

/** The name of a field; those of a part have the name of the part and a dot before it. */
export type IssuerField = {
  [K in keyof IssuerPolicy & string]-?: K extends Part
    ? `${K}.${keyof NonNullable<IssuerPolicy[K]> & string}`
    : K;
}[keyof IssuerPolicy & string];

/** The variable of each field; null for what only a policy can say. */
export const ISSUER_FIELDS = {
  issuer: 'AUTH_ISSUER',
  // A list of allowed tenants outgrows a variable.
  tenants: null,
  audience: 'AUTH_AUDIENCE',
  audienceClaim: 'AUTH_AUDIENCE_CLAIM',
  requiredClaims: 'AUTH_REQUIRED_CLAIMS',
  algorithms: 'AUTH_ALGORITHMS',
  jwksUri: 'AUTH_JWKS_URI',
  publicKey: 'AUTH_PUBLIC_KEY',
  // So does a set of keys.
  keySet: null,
  fetchKeys: null,
  secretVariables: 'AUTH_SECRET',
  secretEncoding: 'AUTH_SECRET_ENCODING',
  tokenTypes: 'AUTH_TOKEN_TYPE',
  maxAge: 'AUTH_MAX_AGE',
  clockTolerance: 'AUTH_CLOCK_TOLERANCE',
  requiredScope: 'AUTH_REQUIRED_SCOPE',
  'introspection.url': 'AUTH_INTROSPECTION_URL',
  'introspection.clientId': 'AUTH_INTROSPECTION_CLIENT_ID',
  'introspection.secretVariable': 'AUTH_INTROSPECTION_CLIENT_SECRET',
  'introspection.authMethod': 'AUTH_INTROSPECTION_AUTH_METHOD',
  'introspection.tokens': 'AUTH_INTROSPECTION_TOKENS',
  'introspection.cacheSeconds': 'AUTH_INTROSPECTION_CACHE',
  'userinfo.url': 'AUTH_USERINFO_URL',
  'userinfo.send': 'AUTH_USERINFO_SEND',
  'userinfo.tokens': 'AUTH_USERINFO_TOKENS',
  'userinfo.header': 'AUTH_USERINFO_HEADER',
  'userinfo.cacheSeconds': 'AUTH_INTROSPECTION_CACHE',
  'identity.claim': 'IDENTITY_CLAIM',
  'identity.claimType': 'IDENTITY_CLAIM_TYPE',
  'identity.format': 'IDENTITY_FORMAT',
  // The only issuer needs none.
  namespace: null,
} as const satisfies Record<IssuerField, VariableName | null>;

/** The names of all fields. */
export const ISSUER_FIELD_NAMES = Object.keys(ISSUER_FIELDS) as readonly IssuerField[];

/** These hold for the issuers of a policy too, where their entry does not say otherwise. */
const SHARED: readonly string[] = ISSUER_FIELD_NAMES.filter(
  (field) => field.startsWith('identity.') || field === 'clockTolerance',
);

/** The variables that describe the only issuer, and have no effect where the policy lists issuers. */
export const VARIABLES_OF_ISSUER: readonly VariableName[] = [
  ...new Set(
    ISSUER_FIELD_NAMES.filter((field) => !SHARED.includes(field))
      .map((field): VariableName | null => ISSUER_FIELDS[field])
      .filter((name) => name !== null),
  ),
  'AUTH_SECRET_PREVIOUS',
];

/** One description of an issuer. */
export abstract class IssuerSource {
  constructor(protected readonly read: VariableReader) {}

  /** Whether a field is set to anything, right or wrong. */
  abstract has(field: IssuerField): boolean;

  /** What the field is called where it is set. */
  abstract name(field: IssuerField): string;

  /** Notes a problem of a field. */
  abstract refuse(
    field: IssuerField,
    kind: ProblemKind,
    finding: string,
    remedy?: string,
  ): undefined;

  /** What is set; undefined if nothing is, or something unreadable. */
  protected abstract given(field: IssuerField): unknown;

  /** What is set, else the default. */
  value(field: IssuerField): unknown {
    return this.given(field) ?? this.defaultOf(field);
  }

  /** What holds if a field is not set. */
  protected defaultOf(field: IssuerField): unknown {
    const name = ISSUER_FIELDS[field];
    const variable: Variable | undefined = name === null ? undefined : VARIABLES[name];
    return variable?.fallback === undefined ? undefined : variable.read(variable.fallback);
  }

  /** The items of a field that is one string or several. */
  strings(field: IssuerField): readonly string[] {
    return [this.value(field) ?? []].flat().map(String);
  }

  /** One of a few words. */
  oneOf<T extends string>(field: IssuerField, words: readonly T[]): T {
    const value = this.value(field);
    const word = words.find((each) => each === value);
    if (word === undefined) {
      this.refuse(field, 'malformed', `must be one of: ${words.join(', ')}.`);
    }
    return word ?? (this.defaultOf(field) as T);
  }

  /** An integer within limits. */
  integer(field: IssuerField, limits: Limits): number | undefined {
    const value = this.value(field);
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && Number(value) >= limits.min && Number(value) <= limits.max) {
      return Number(value);
    }
    return this.refuse(field, 'malformed', withinLimits(limits));
  }

  /** Refuses fields that are set without an effect. */
  refuseIdle(fields: readonly IssuerField[], without: string): void {
    for (const field of fields) {
      if (this.has(field)) {
        this.refuse(field, 'idle', `has no effect ${without}.`, 'Remove it.');
      }
    }
  }
}

/** The only issuer, as the variables describe it. */
export class IssuerOfVariables extends IssuerSource {
  has(field: IssuerField): boolean {
    const name = ISSUER_FIELDS[field];
    return name !== null && this.read.isSet(name);
  }

  name(field: IssuerField): string {
    return ISSUER_FIELDS[field] ?? `${field} in ${POLICY_FILE}`;
  }

  refuse(field: IssuerField, kind: ProblemKind, finding: string, remedy?: string): undefined {
    this.read.refuse(this.name(field), kind, finding, remedy);
  }

  protected given(field: IssuerField): unknown {
    const name = ISSUER_FIELDS[field];
    if (name === null || !this.has(field)) return undefined;
    // In a policy, a secret is named and not given.
    if (field === 'introspection.secretVariable') return name;
    if (field === 'secretVariables') {
      return [name, 'AUTH_SECRET_PREVIOUS'].filter((each) => this.read.isSet(each));
    }
    return this.read.value(name);
  }
}

/** An entry of `issuers` in the policy. */
export class IssuerOfPolicy extends IssuerSource {
  readonly #entry: IssuerPolicy;
  readonly #at: string;
  readonly #variables: IssuerSource;

  constructor(entry: IssuerPolicy, at: string, read: VariableReader) {
    super(read);
    this.#entry = entry;
    this.#at = at;
    this.#variables = new IssuerOfVariables(read);
  }

  has(field: IssuerField): boolean {
    return this.given(field) !== undefined;
  }

  name(field: IssuerField): string {
    return field;
  }

  refuse(field: IssuerField, kind: ProblemKind, finding: string, remedy?: string): undefined {
    if (!this.has(field) && SHARED.includes(field)) {
      return this.#variables.refuse(field, kind, finding, remedy);
    }
    this.read.refuse(POLICY_FILE, kind, `${this.#at}.${field} ${finding}`, remedy);
  }

  protected given(field: IssuerField): unknown {
    const [part = '', name] = field.split('.');
    const value: unknown = this.#entry[part as keyof IssuerPolicy];
    if (name === undefined) return value;
    return isJsonObject(value) ? value[name] : undefined;
  }

  protected override defaultOf(field: IssuerField): unknown {
    return SHARED.includes(field) ? this.#variables.value(field) : super.defaultOf(field);
  }
}

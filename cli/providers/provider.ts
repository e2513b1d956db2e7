/** A login system as data: what setup asks, which variables result, and what its page says. */
import type { ReadAnswer } from './answers';

/** What setup asks about a login system. */
export interface Question {
  /** The key of its answer, in kebab case; also the name of a flag. */
  readonly name: string;
  /** A full sentence, without the example. */
  readonly sentence: string;
  readonly example: string;
  /** Used for an empty answer. Without it an answer is required. */
  readonly fallback?: string;
  /** Normalises an answer, or says what was expected. */
  readonly read: ReadAnswer;
}

/** Answers by the names of their questions. */
export type Answers = Readonly<Record<string, string>>;

/** Variables by name, in the order in which they are written. */
export type Variables = Readonly<Record<string, string>>;

/** The groups of the pages, in the order in which setup and the map of the pages list them. */
export const GROUPS = {
  'identity-providers': 'Identity providers',
  frameworks: 'Frameworks',
  platforms: 'Platforms',
  yours: 'Your own',
} as const;

/** A group of login systems. */
export type Group = keyof typeof GROUPS;

/**
 * A paragraph, or a list of lines that begin with `- ` or `1. `, in Markdown; or a block of code.
 * Paragraphs are wrapped when the page is written.
 */
export type Block = string | { readonly language: string; readonly code: string };

/** The time at which every sample was issued, in seconds (RFC 7519 §2, NumericDate). */
export const SAMPLE_SECONDS = 1795363200;

/** A signed token, as the system issues it. */
export interface TokenSample {
  readonly kind: 'token';
  readonly header: Readonly<Record<string, unknown>> & { readonly alg: string };
  readonly payload: Readonly<Record<string, unknown>>;
  /** Where discovery says that the key set is; left out where nothing is discovered. */
  readonly jwksUri?: string;
  /** What `AUTH_JWKS_URI` answers with. Default: `jwks`, a JSON Web Key Set (RFC 7517). */
  readonly published?: 'jwks' | 'pem';
  /** The request header that carries the token. Default: `Authorization: Bearer`. */
  readonly sentIn?: string;
}

/** A credential that only the system itself can judge, and what it answers. */
export interface AskedSample {
  readonly kind: 'asked';
  /** How the user's app sends it to this service. */
  readonly sent: { readonly bearer: string } | { readonly cookie: string; readonly value: string };
  /** The request of this service, as the system expects it. */
  readonly request: {
    readonly method: 'GET' | 'POST';
    /** Its headers, but for those of every request. */
    readonly headers: Readonly<Record<string, string>>;
    /** Fields of the form, for introspection (RFC 7662 §2.1). */
    readonly form?: Readonly<Record<string, string>>;
  };
  /** The JSON of the answer, status 200, to a credential that is valid. */
  readonly answer: Readonly<Record<string, unknown>>;
  /** The answer to a credential that the system does not know. */
  readonly unknown: {
    readonly status: number;
    /** Sent as JSON; left out where the body is empty. */
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

/** A credential as a user's app has it. */
export type Sample = TokenSample | AskedSample;

/** Another way to use the same system, with variables of its own. */
export interface Alternative {
  readonly title: string;
  readonly text: readonly Block[];
  readonly variables: Variables;
  readonly sample: Sample;
  /** The Conversations identity that results from the sample. */
  readonly identity: string;
}

/** How a credential shows which system issued it. Every mark that is given must fit. */
export interface Marks {
  /** Matches `iss`. */
  readonly issuer?: RegExp;
  /** Matches the name of the cookie. */
  readonly cookie?: RegExp;
  /** Matches an opaque token. */
  readonly token?: RegExp;
  /** Claims that must be in the payload. */
  readonly claims?: readonly string[];
  /** Header parameters and their values. */
  readonly header?: Readonly<Record<string, string>>;
}

/** What the page of a system says besides its variables. */
export interface Page {
  /** Which credential the app sends, and why that one. */
  readonly credential: readonly Block[];
  /** Where the values of the variables come from: a name and an explanation each. */
  readonly values: readonly (readonly [name: string, explanation: string])[];
  /** Follows the block of variables. */
  readonly afterVariables?: readonly Block[];
  /** How a web app gets the credential and hands it on. */
  readonly app?: readonly Block[];
  /** What goes wrong most often, with the code of the refusal. */
  readonly trap: readonly Block[];
  readonly signOut: {
    /** How long a user who signed out can still get chat tokens, for the map of the pages. */
    readonly within: string;
    readonly text: readonly Block[];
  };
  /** Follows the sample. */
  readonly afterSample?: readonly Block[];
  readonly alternatives?: readonly Alternative[];
  /** When the sources were read: `YYYY-MM-DD`. */
  readonly checked: string;
  /** Addresses of the vendor's documentation or source code. */
  readonly sources: readonly string[];
  /** What no source confirmed, a full sentence each. */
  readonly unconfirmed?: readonly string[];
}

/** A login system. */
export interface Provider {
  readonly id: string;
  /** Its name as its vendor writes it. */
  readonly name: string;
  readonly group: Group;
  /** The path of its page, from the project's root. */
  readonly page: string;
  /** Which credential the app sends, in one sentence. */
  readonly token: string;
  /** The same in a few words, for the map of the pages. */
  readonly credential: string;
  readonly marks?: readonly Marks[];
  readonly questions: readonly Question[];
  /** The variables that setup generates, each a secret of 32 bytes or more. */
  readonly secrets: readonly string[];
  /** The variables whose values the app has already, each with the place to copy it from. Setup shows none. */
  readonly copied?: Readonly<Record<string, string>>;
  /** From normalised answers to variables; `variablesOf` normalises them first. */
  readonly variables: (answers: Answers) => Variables;
  readonly sample: Sample;
  /** The Conversations identity that results from the sample. */
  readonly identity: string;
  readonly about: Page;
}

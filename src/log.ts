/** What the service writes to its log: one line of JSON for each decision. */
import { hash } from 'node:crypto';
import type { Caller } from './authenticate';
import type { KeySetState } from './authenticate/key-set/key-source';
import { REFUSALS, type Refusal, type RefusalCode } from './errors';
import type { Problem } from './settings';

/** One line of the log. None has a token, a secret or personal data in it. */
export type LogEntry =
  | DecisionEntry
  | {
      event: 'settings';
      level: 'error' | 'warning';
      problems: readonly Pick<Problem, 'variable' | 'sentence'>[];
    }
  | {
      /** What could not be had: the keys of an issuer, or its word on a token. */
      event: 'key_set' | 'lookup';
      level: 'warning';
      issuer: string;
      cause: string;
      /** Seconds until the issuer is asked again. */
      retryAfter: number;
    }
  | {
      /** A Twilio User could not be updated, and the rule allows that. */
      event: 'twilio';
      level: 'warning';
      cause: string;
    }
  | {
      /** A function behind `withCaller` failed. */
      event: 'function';
      level: 'error';
      cause: string;
      /** As in the answer. */
      requestId: string;
    };

/** What was decided about one request. */
export interface DecisionEntry extends Outcome, Subject {
  event: 'token' | 'guest' | 'health' | 'caller';
  /** Milliseconds that the decision took. */
  ms: number;
  /** As in the answer. */
  requestId: string;
}

/** How a decision came out. */
export interface Outcome {
  level: 'info' | 'warning' | 'error';
  outcome: 'granted' | 'refused';
  /** HTTP status of the answer. */
  status: number;
  /** The code of the refusal. */
  code?: RefusalCode;
  /** Why it was refused, in words for the operator. */
  cause?: string;
  /** The rule that decided. */
  rule?: string | undefined;
}

/** Whom a decision was about, as far as that was found out. */
export interface Subject {
  /** The kind of caller. */
  caller: Caller['kind'] | undefined;
  /** The configured issuer whose entry the caller was judged by. */
  issuer: string | undefined;
  /** A keyed hash of the identity: the same person is the same text, and nobody is named. */
  identity: string | undefined;
  /** The state of the key set that the caller's token was verified with. */
  keys?: KeySetState | undefined;
  /** The rule that decided. */
  rule?: string | undefined;
  /** In audit mode: the code with which the rules would have refused what was granted. */
  audit?: RefusalCode;
  /** SHA-256 of the access token that was issued, in hexadecimal. */
  tokenSha256?: string;
}

/** The outcome of a request that was granted. */
export const GRANTED: Outcome = { level: 'info', outcome: 'granted', status: 200 };

/** Writes an entry. Levels matter to the platform: it raises alerts for warnings and errors. */
export type Log = (entry: LogEntry) => void;

/** The log of the platform: standard output and standard error. */
export const consoleLog: Log = (entry) => {
  const line = JSON.stringify(entry);
  if (entry.level === 'error') console.error(line);
  else if (entry.level === 'warning') console.warn(line);
  else console.log(line);
};

/** What the field `issuer` says of a caller; an empty string if their entry names no issuer. */
export function issuerLabel(caller: Caller<unknown, unknown>): string {
  return caller.kind === 'person' ? (caller.issuer ?? '') : caller.kind;
}

/** The outcome of a request that was refused. */
export function describeRefusal(refusal: Refusal): Outcome {
  const { status } = REFUSALS[refusal.code];
  const level = status === 500 ? 'error' : status === 503 ? 'warning' : 'info';
  const { rule } = refusal.details;
  return {
    level,
    outcome: 'refused',
    status,
    code: refusal.code,
    cause: refusal.message,
    ...(rule !== undefined && { rule }),
  };
}

/**
 * The hash that stands for an identity in the log. It is keyed, because a plain hash of an e-mail
 * address is found by trying addresses.
 */
export function hashIdentity(identity: string, secret: string): string {
  // 128 bits of a plain hash over a secret of fixed length: as good as an HMAC here, at a fifth of
  // its time. What is cut off rules out that anyone extends the text.
  return hash('sha256', `${secret}:log:${identity}`, 'base64url').slice(0, 22);
}

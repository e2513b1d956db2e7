/** What the service writes to its log: one line of JSON for each decision. */
import { REFUSALS, type Refusal } from './errors';
import { hmacSha256 } from './hmac';
import type { Problem } from './settings';

/** One line of the log. None has a token, a secret or personal data in it. */
export type LogEntry =
  | DecisionEntry
  | { event: 'settings'; level: 'error'; problems: readonly Problem[] }
  | {
      event: 'key_set';
      level: 'warning';
      issuer: string;
      cause: string;
      /** Seconds until the issuer is asked again. */
      retryAfter: number;
    };

/** What was decided about one request. */
export interface DecisionEntry {
  event: 'token' | 'health';
  level: 'info' | 'warning' | 'error';
  outcome: 'granted' | 'refused';
  /** HTTP status of the answer. */
  status: number;
  /** The code of the refusal. */
  code?: string;
  /** Why it was refused, in words for the operator. */
  cause?: string;
  /** The configured issuer whose entry the caller was judged by. */
  issuer?: string;
  /** A keyed hash of the identity: the same person is the same text, and nobody is named. */
  identity?: string;
  /** Milliseconds that the decision took. */
  ms: number;
  /** As in the answer. */
  requestId: string;
}

/** Writes an entry. Levels matter to the platform: it raises alerts for warnings and errors. */
export type Log = (entry: LogEntry) => void;

/** The log of the platform: standard output and standard error. */
export const consoleLog: Log = (entry) => {
  const line = JSON.stringify(entry);
  if (entry.level === 'error') console.error(line);
  else if (entry.level === 'warning') console.warn(line);
  else console.log(line);
};

/** The members of a decision that tell of a refusal. */
export function describeRefusal(
  refusal: Refusal,
): Pick<DecisionEntry, 'level' | 'outcome' | 'status' | 'code' | 'cause'> {
  const { status } = REFUSALS[refusal.code];
  const level = status === 500 ? 'error' : status === 503 ? 'warning' : 'info';
  return { level, outcome: 'refused', status, code: refusal.code, cause: refusal.message };
}

/**
 * The hash that stands for an identity in the log. It is keyed, because a plain hash of an e-mail
 * address is found by trying addresses.
 */
export function hashIdentity(identity: string, secret: string): string {
  // A JWT never contains a colon, so this can be mistaken for no token signed with the same secret.
  return hmacSha256(secret, `log:${identity}`).slice(0, 22);
}

/** Parameters of a request: each name known, each given once unless it may be repeated. */
import { CODES, invalid } from './error';

/** Which parameters there are. */
export interface Parameters {
  required?: readonly string[];
  optional?: readonly string[];
  /** Those that may be given several times. */
  repeated?: readonly string[];
}

/** What was given. */
export interface Given {
  /** @returns undefined if it was not given */
  text(name: string): string | undefined;
  /** Of a required one. */
  required(name: string): string;
  all(name: string): string[];
}

/** @throws TwilioError for a name that is unknown, missing or given twice */
export function readParameters(given: URLSearchParams, known: Parameters): Given {
  const { required = [], optional = [], repeated = [] } = known;
  const names = new Set([...required, ...optional, ...repeated]);
  for (const name of new Set(given.keys())) {
    if (!names.has(name)) throw invalid(`Unknown parameter ${name}`);
    if (given.getAll(name).length > 1 && !repeated.includes(name)) {
      throw invalid(`Parameter ${name} was given more than once`);
    }
  }
  for (const name of required) {
    if (!given.get(name)) throw invalid(`Missing required parameter ${name} in the post body`);
  }
  return {
    text: (name) => given.get(name) ?? undefined,
    required: (name) => given.get(name) as string,
    all: (name) => given.getAll(name),
  };
}

/** The names of people, services, conversations. In characters. */
const LONGEST_NAME = 256;

/** @throws TwilioError if it is longer than 256 characters, or than `longest` */
export function checkFriendlyName(name: string | undefined, longest = LONGEST_NAME): void {
  if ((name ?? '').length > longest) {
    throw invalid('Friendly name too long', CODES.friendlyNameTooLong);
  }
}

/** @throws TwilioError if it is too long, or has the form of a conversation's SID */
export function checkUniqueName(name: string | undefined): void {
  if (name === undefined) return;
  if (name.length > LONGEST_NAME) throw invalid('Unique Name too long', CODES.uniqueNameTooLong);
  if (/^CH[0-9a-f]{32}$/.test(name)) {
    throw invalid(
      'Unique name should not match conversation sid pattern',
      CODES.uniqueNameLooksLikeSid,
    );
  }
}

/** @throws TwilioError unless it is the text of a JSON object */
export function checkAttributes(attributes: string | undefined): void {
  if (attributes === undefined) return;
  try {
    const value: unknown = JSON.parse(attributes);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  } catch {}
  throw invalid('Attributes not valid');
}

const RESERVED = ['system', 'private', 'unique'];

/** @throws TwilioError for one that no User may have */
export function checkIdentity(identity: string | undefined): string {
  if (!identity) throw invalid('Identity not provided', CODES.identityMissing);
  if (identity.length > LONGEST_NAME) throw invalid('Identity too long', CODES.identityTooLong);
  if (RESERVED.includes(identity)) throw invalid('Identity reserved', CODES.identityReserved);
  if (/^US[0-9a-f]{32}$/.test(identity)) {
    throw invalid('Identity should not match user SID pattern', CODES.identityLooksLikeSid);
  }
  return identity;
}

/**
 * What must be added together: to add a variable, a field of an issuer, an endpoint, an event of the
 * log, a refusal or a condition of a rule, and to leave one of its places out, does not compile (the
 * lines with `@ts-expect-error` show it) or fails a test here, which names the place.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fields, object, string } from '../policy-check/shape';
import { matches } from '../src/authorize/evaluate';
import type { ClaimCondition, RuleConditions } from '../src/authorize/rule';
import { REFUSALS, type RefusalCode } from '../src/errors';
import type { DecisionEntry, LogEntry } from '../src/log';
import { ISSUER_FIELDS, type IssuerField } from '../src/settings/issuer-fields';
import type { IssuerPolicy } from '../src/settings/policy';
import {
  VARIABLE_NAMES,
  VARIABLES,
  type Variable,
  type VariableName,
} from '../src/settings/variables';
import { guest, person } from './authorize/callers';

const ROOT = join(__dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const keysOf = <K extends string>(table: Record<K, unknown>) => Object.keys(table) as K[];

/** The names for which a document has no line of a form. */
const missingIn = (document: string, names: readonly string[], line: (name: string) => string) =>
  names.filter((name) => !document.includes(line(name)));

/** Each place where a kind of thing must be named, with the line that names it. */
interface Place {
  file: string;
  names: readonly string[];
  line: (name: string) => string;
}

const EVENTS: Record<LogEntry['event'], true> = {
  token: true,
  guest: true,
  health: true,
  caller: true,
  settings: true,
  key_set: true,
  lookup: true,
  twilio: true,
  function: true,
};

/** Whether an endpoint has a URL; if not, other functions call it. */
const ENDPOINTS: Record<DecisionEntry['event'], 'url' | 'private'> = {
  token: 'url',
  guest: 'url',
  health: 'url',
  caller: 'private',
};

const WHEN: Record<keyof RuleConditions, RuleConditions> = {
  caller: { caller: 'person' },
  issuer: { issuer: 'https://a' },
  claims: { claims: { plan: 'pro' } },
};

type ConditionName = ClaimCondition extends infer C ? (C extends object ? keyof C : never) : never;

const CLAIM_CONDITIONS: Record<ConditionName, ClaimCondition> = {
  oneOf: { oneOf: ['pro'] },
  prefix: { prefix: 'p' },
  has: { has: 'pro' },
};

/** Refusals that `npm run explain` can never come to: it has no request, and issues no ticket. */
const NOT_EXPLAINED: Partial<Record<RefusalCode, string>> = {
  missing_credential: 'it is given one',
  request_malformed: 'it has no request',
  origin_not_allowed: 'it has no origin',
  backend_in_browser: 'it has no headers',
  backend_identity_missing: 'it is given an identity',
  guest_ticket_invalid: 'it is given one credential',
  challenge_missing: 'it asks for no ticket',
  challenge_failed: 'it asks for no ticket',
  challenge_unavailable: 'it asks for no ticket',
  guests_off: 'it asks for no ticket',
  lifetime_not_allowed: 'it has no fields',
  role_not_allowed: 'it has no fields',
  twilio_unavailable: 'it does not call Twilio',
  server_misconfigured: 'the settings come first',
  unexpected_error: 'a fault of the service itself',
};

const policyFields = keysOf(ISSUER_FIELDS).filter((field) => ISSUER_FIELDS[field] === null);

const PLACES: [what: string, Place][] = [
  [
    'variables in the reference',
    { file: 'docs/configuration.md', names: VARIABLE_NAMES, line: (name) => `\n| \`${name}\` |` },
  ],
  [
    'variables to copy',
    { file: '.env.example', names: VARIABLE_NAMES, line: (name) => `\n${name}=\n` },
  ],
  [
    'fields that only the policy has',
    { file: 'docs/configuration.md', names: policyFields, line: (name) => `\`${name}\`` },
  ],
  [
    'fields of issuers, explained by their variable',
    {
      file: 'src/settings/policy.ts',
      names: [...new Set(Object.values(ISSUER_FIELDS))].flatMap((name) =>
        // Whole groups are explained where the field of the group is.
        name === null || /^(AUTH_INTROSPECTION_CLIENT_SECRET)$/.test(name) ? [] : [name],
      ),
      line: (name) => `\`${name}\``,
    },
  ],
  ['events', { file: 'docs/logs.md', names: keysOf(EVENTS), line: (name) => `\`${name}\`` }],
  [
    'refusals',
    { file: 'docs/errors.md', names: keysOf(REFUSALS), line: (name) => `\n| \`${name}\` |` },
  ],
  [
    'conditions',
    { file: 'docs/permissions.md', names: keysOf(WHEN), line: (name) => `\n| \`${name}\` |` },
  ],
  [
    'conditions of claims',
    { file: 'docs/permissions.md', names: keysOf(CLAIM_CONDITIONS), line: (name) => `{ ${name}: ` },
  ],
];

describe.each(PLACES)('%s', (_, { file, names, line }) => {
  it('are all there', () => {
    expect({ file, missing: missingIn(`\n${read(file)}`, names, line) }).toEqual({
      file,
      missing: [],
    });
  });

  it('are missed when one is left out', () => {
    for (const name of names) {
      const without = `\n${read(file)}`.replaceAll(line(name), '\n');
      expect(missingIn(without, names, line)).toContain(name);
    }
  });
});

describe('a refusal', () => {
  const explained = read('cli/explain/checks.ts') + read('cli/diagnose/advice.ts');
  const codes = keysOf(REFUSALS).filter((code) => !Object.hasOwn(NOT_EXPLAINED, code));
  const named = (code: string) => new RegExp(`'${code}'|\\b${code}:`).test(explained);

  it.each(codes)('has a line of npm run explain: %s', (code) => {
    expect(named(code)).toBe(true);
  });

  it('would be missed without one', () => {
    expect(named('an_other_code')).toBe(false);
  });
});

describe('an endpoint', () => {
  const files = readdirSync(join(ROOT, 'src/endpoints')).map((name) => name.replace('.ts', ''));

  it('has a row here for each file, and a file for each row', () => {
    expect(files.toSorted()).toEqual(keysOf(ENDPOINTS).toSorted());
  });

  it.each(keysOf(ENDPOINTS))('has a function: %s', (name) => {
    const kind = ENDPOINTS[name];
    expect(existsSync(join(ROOT, `functions/${name}${kind === 'url' ? '' : '.private'}.ts`))).toBe(
      true,
    );
  });

  it.each(keysOf(ENDPOINTS))('has an event of its name: %s', async (name) => {
    const endpoints: Record<string, { event?: string }> = await import(`../src/endpoints/${name}`);
    expect(endpoints[name]?.event).toBe(name);
    expect(EVENTS[name]).toBe(true);
  });
});

describe('a condition of a rule', () => {
  const caller = person({ plan: 'pro' }, 'https://a');
  const other = person({ plan: 'x' }, 'https://b');

  it.each(keysOf(WHEN))('is read: %s', (name) => {
    expect(matches(caller, { when: WHEN[name] })).toBe(true);
    expect(matches(name === 'caller' ? guest : other, { when: WHEN[name] })).toBe(false);
  });

  it.each(keysOf(CLAIM_CONDITIONS))('on a claim is read: %s', (name) => {
    const when = { claims: { plan: CLAIM_CONDITIONS[name] } };
    const plan = name === 'has' ? ['pro'] : 'pro';
    expect(matches(person({ plan }, 'https://a'), { when })).toBe(true);
    expect(matches(other, { when })).toBe(false);
  });
});

describe('what is left out', () => {
  it('does not compile', () => {
    const variable: Variable = VARIABLES.AUTH_ISSUER;
    const { read: _read, ...unread } = variable;
    const { meaning: _meaning, ...unexplained } = variable;
    // @ts-expect-error a variable without its reader
    const variables: Variable[] = [unread];
    // @ts-expect-error a variable without its meaning, which is its document
    variables.push(unexplained);

    const { maxAge: _maxAge, ...fields } = ISSUER_FIELDS;
    // @ts-expect-error a field of an issuer without its variable
    const table: Record<IssuerField, VariableName | null> = fields;

    const shapes = {} as Omit<Fields<IssuerPolicy>, 'maxAge'>;
    // @ts-expect-error a field of an issuer that the policy check does not know
    object<IssuerPolicy>('an issuer', shapes);
    // @ts-expect-error a condition of a rule that the policy check does not know
    object<RuleConditions>('a condition', { caller: string, issuer: string });

    const { token_expired: _expired, ...refusals } = REFUSALS;
    // @ts-expect-error a refusal without its status and sentence
    const complete: Record<RefusalCode, object> = refusals;

    const { function: _function, ...events } = EVENTS;
    // @ts-expect-error an event of the log without its row
    const documented: Record<LogEntry['event'], true> = events;
    const { caller: _caller, ...endpoints } = ENDPOINTS;
    // @ts-expect-error an endpoint without its row
    const served: Record<DecisionEntry['event'], string> = endpoints;
    expect([variables, table, complete, documented, served].every(Boolean)).toBe(true);
  });
});

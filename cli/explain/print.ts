/** An explanation as text for a terminal. A claim must not be able to control the terminal. */
import type { ClaimCondition } from '../../src/authorize/rule';
import { printable } from '../printable';
import { oneOf, quote } from '../words';
import { firstFailure } from './explain';
import type { Check, Explanation, Issued, IssuedUser, Mark, RuleTrace, StepName } from './model';
import { STEPS } from './model';

const MARKS: Record<Mark, string> = { holds: '✓', fails: '✗', open: '–' };

const HEADINGS: Record<StepName, string> = {
  authenticate: 'Authenticate: whose proof is this?',
  identify: 'Identify: under which name?',
  authorize: 'Authorize: may they, as what, and for how long?',
  issue: 'Issue: the access token',
};

const KINDS: Record<Explanation['kind'], string> = {
  person: 'A JWT of a user',
  guest: "A guest's ticket",
  backend: 'The token of a backend',
  opaque: 'A token that is not a JWT',
};

/** Longer lines are cut off. Values are much shorter. */
const MAX_LINE = 4000;
const WIDTH = 20;

/** Writes an explanation. */
export function printExplanation(explanation: Explanation): string {
  const { kind, at, checks, claims, rules, issued, whatToDo } = explanation;
  const sections = STEPS.map((step, index) => [
    `${index + 1} ${HEADINGS[step]}`,
    ...checks[step].flatMap((check) => [
      checkLine(check),
      ...(step === 'authorize' && check.title === 'Rules' ? (rules ?? []).flatMap(ruleLines) : []),
    ]),
    ...(step === 'authenticate' && claims ? claimLines(claims, checks.authenticate) : []),
    ...(step === 'issue' && issued ? issuedLines(issued) : []),
  ]);
  const advice = whatToDo.map(
    (sentence, index) => `${index === 0 ? 'What to do' : ''.padEnd(10)}  ${sentence}`,
  );
  return [
    [`${KINDS[kind]}, at ${at}.`],
    ...sections,
    verdictLines(explanation),
    ...(advice.length > 0 ? [advice] : []),
  ]
    .map((lines) => lines.map((line) => printable(line, MAX_LINE)).join('\n'))
    .join('\n\n');
}

function checkLine({ title, mark, found, wanted, code, note }: Check): string {
  const said = [
    ...(found === undefined ? [] : [`found ${found}`]),
    // What holds is its own explanation, unless it was one of several.
    ...(wanted === undefined ? [] : [`wanted ${wanted}`]),
    ...(note === undefined ? [] : [note]),
  ].join('; ');
  const refusal = code === undefined ? '' : `  → ${code}`;
  return `  ${MARKS[mark]} ${title.padEnd(WIDTH)} ${said}${refusal}`.trimEnd();
}

function claimLines(claims: Record<string, unknown>, checks: readonly Check[]): string[] {
  const proven = checks.every(({ title, mark }) => mark === 'holds' || title !== 'Signature');
  const names = Object.keys(claims);
  return [
    `  Claims${proven ? '' : ', not proven'}${names.length > 0 ? '' : ': none'}`,
    ...names.map((name) => `    ${printable(name, 60).padEnd(WIDTH)} ${quote(claims[name])}`),
  ];
}

const STATES: Record<RuleTrace['state'], string> = {
  decides: 'matches, and decides',
  'passed over': 'does not match',
  later: 'not looked at, because an earlier rule decides',
};

function ruleLines({ name, state, conditions, deny }: RuleTrace): string[] {
  const mark = state === 'decides' ? MARKS.holds : MARKS.open;
  const effect = state !== 'decides' ? '' : deny === undefined ? ': allows' : `: denies, ${deny}`;
  return [
    `      ${mark} ${name}: ${STATES[state]}${effect}`,
    ...(state === 'decides' && conditions.length === 0 ? ['          about everyone'] : []),
    ...conditions.map(
      ({ subject, wanted, found, holds, note }) =>
        `          ${holds ? MARKS.holds : MARKS.fails} ${subject}: found ${quote(found)}; wanted ${describe(wanted)}${note === undefined ? '' : `; ${note}`}`,
    ),
  ];
}

function describe(wanted: unknown): string {
  if (Array.isArray(wanted)) return oneOf(wanted);
  const condition = wanted as ClaimCondition;
  if (typeof condition !== 'object') return quote(condition);
  if ('oneOf' in condition) return oneOf(condition.oneOf);
  if ('prefix' in condition) return `a string that begins with ${quote(condition.prefix)}`;
  return `an array with ${quote(condition.has)} in it`;
}

function issuedLines(issued: Issued): string[] {
  const { granted, identity, lifetime, lifetimeSources, expiresAt, refreshAfter, user } = issued;
  const row = (name: string, value: string) => `  ${name.padEnd(WIDTH + 2)} ${value}`;
  return [
    ...(granted ? [] : ['  Without what is wrong, this would be issued:']),
    row('Identity', identity),
    row('Lifetime', `${lifetime} s, until ${expiresAt}; to be refreshed from ${refreshAfter} on`),
    ...lifetimeSources.map(
      ({ what, seconds, decides }) => `      ${what}: ${seconds} s${decides ? ', decides' : ''}`,
    ),
    row('At Twilio first', user ? '' : 'nothing').trimEnd(),
    ...(user ? userLines(user) : []),
    row('Header', JSON.stringify(issued.header)),
    row('Payload', JSON.stringify(issued.payload)),
  ];
}

function userLines({ role, friendlyName, conversations, optional }: IssuedUser): string[] {
  return [
    ...(role ? [`      role ${role.sid}${role.name === undefined ? '' : ` (${role.name})`}`] : []),
    ...(friendlyName === undefined ? [] : [`      friendly name ${quote(friendlyName)}`]),
    ...conversations.map(
      ({ name, create }) =>
        `      in the conversation ${name}${create ? ', created if there is none' : ', which must exist'}`,
    ),
    optional
      ? '      If Twilio fails, a token is issued all the same.'
      : '      If Twilio fails, no token is issued: 503 twilio_unavailable.',
  ];
}

const TAKEN_FOR_GRANTED = {
  signature: 'The signature was not checked. It is assumed to be valid.',
  confirmation: 'The issuer was not asked to confirm the token. It is assumed that it would.',
  twilio: 'Twilio was not asked. It is assumed that the User can be updated.',
};

function verdictLines(explanation: Explanation): string[] {
  const { outcome, status, error, code, sentence, cause, audit, unproven } = explanation.verdict;
  const caveats = unproven.map((each) => TAKEN_FOR_GRANTED[each]);
  if (outcome === 'granted') {
    const audited = `The rules are in audit mode. Enforced, they would refuse with ${audit}.`;
    return ['Granted: the service answers 200.', ...(audit ? [audited] : []), ...caveats];
  }
  if (outcome === 'undecided') {
    return [
      'Undecided: only its issuer knows whether this token is valid. Leave --offline out, or try claims with --claims.',
    ];
  }
  const told = firstFailure(explanation)?.check.code === code;
  return [
    `Refused: the service answers ${status} ${error}, with the code ${code}.`,
    `  The caller reads: ${sentence}`,
    `  The log has: ${cause}`,
    ...(told ? [] : ['  None of the checks above says so first. What the service says counts.']),
    ...caveats,
  ];
}

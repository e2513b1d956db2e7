/** The service's own explanation of a decision, as the page shows it: four steps. */
import type { Check, Explanation } from '../../cli/explain/model';
import type { Step } from './settings';

/** The steps, in their order, each with what it decided. */
export function stepsOf(explanation: Explanation): readonly Step[] {
  const { checks, verdict } = explanation;
  const names = ['authenticate', 'identify', 'authorize', 'issue'] as const;
  const isFailed = ({ mark }: Check) => mark === 'fails';
  const refusing = names.findIndex((name) => checks[name].some(isFailed));
  const last = verdict.outcome === 'granted' ? names.length : Math.max(refusing, 0);
  return names.map((name, index) => {
    const outcome = index < last ? 'passed' : index === last ? 'refused' : 'not reached';
    const decision = {
      passed: () => DECISIONS[name](explanation),
      refused: () => `Refused with ${verdict.code}: ${verdict.cause}.`,
      'not reached': () => 'Not reached.',
    }[outcome]();
    const shown = outcome === 'not reached' ? [] : checks[name];
    return { name, outcome, decision, checks: shown.map(describe) };
  });
}

const KINDS: Readonly<Record<Explanation['kind'], string>> = {
  person: 'A user, proved by the signature of the issuer',
  guest: 'A guest, proved by the signature of this service',
  backend: 'A trusted backend',
  opaque: 'A user, for whom the issuer vouches',
};

const DECISIONS: Readonly<Record<Step['name'], (explanation: Explanation) => string>> = {
  authenticate: ({ kind, claims }) =>
    `${KINDS[kind]}${typeof claims?.iss === 'string' ? ` ${claims.iss}` : ''}.`,
  identify: ({ issued }) => `In Conversations this is ${issued?.identity}.`,
  authorize: ({ issued, rules }) => {
    const rule = rules?.find(({ state }) => state === 'decides')?.name;
    const source = issued?.lifetimeSources.find(({ decides }) => decides);
    const why = source ? ` (${source.what}: ${source.seconds} s)` : '';
    return `Allowed${rule ? ` by the rule ${rule}` : ''}, for ${issued?.lifetime} s${why}.`;
  },
  issue: ({ issued }) => `A token for Twilio, valid until ${issued?.expiresAt}.`,
};

function describe({ title, mark, found, wanted, note }: Check): Step['checks'][number] {
  const result = [
    ...(found === undefined ? [] : [`found ${found}`]),
    ...(wanted === undefined ? [] : [`wanted ${wanted}`]),
    ...(note === undefined ? [] : [note]),
  ];
  return { title, result: result.join('; '), failed: mark === 'fails' };
}

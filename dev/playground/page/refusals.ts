/** The refusals that people meet, each made for real, with what to do about it. */
import type { PlaygroundSettings } from '../settings';
import { element, make, makeButton, makeTable, marked } from './dom';
import { issueBearer } from './local';

/** What a request comes to. */
export interface Outcome {
  readonly status: number;
  readonly code: string;
  readonly identity?: string;
}

/** What the list needs of the page. */
export interface RefusalsOptions {
  readonly settings: PlaygroundSettings;
  /** The token of whoever is signed in; undefined if no one is. */
  readonly bearer: () => string | undefined;
  /** Sends a token to the service, past the client library. */
  readonly send: (bearer: string | undefined) => Promise<Outcome>;
}

/** One way to be refused. */
interface Provocation {
  readonly label: string;
  readonly about: string;
  /** The fault of the issuer that it takes; undefined if none does. */
  readonly fault?: string;
  readonly make?: (bearer: string | undefined) => string | undefined;
}

const PROVOCATIONS: readonly Provocation[] = [
  {
    label: 'Wrong audience',
    fault: 'wrong_audience',
    about: 'An access token for another API: the login was not told which API it is for.',
  },
  {
    label: 'Slash of the issuer',
    fault: 'issuer_slash',
    about: 'The issuer with a slash at the end where the settings have none, or the reverse.',
  },
  {
    label: 'ID token',
    fault: 'id_token',
    about: 'The ID token in place of the access token. Its audience is the client.',
  },
  {
    label: 'Expired',
    fault: 'expired',
    about: 'A token that ended an hour ago.',
  },
  {
    label: 'Not yet valid',
    fault: 'not_yet_valid',
    about: 'A token that begins in an hour, as from a server with a wrong clock.',
  },
  {
    label: 'Another key',
    fault: 'another_key',
    about: 'Signed with a key of another environment, such as staging.',
  },
  {
    label: 'Numeric sub',
    fault: 'numeric_sub',
    about: 'A user id that is a number, as backends with SQL tables like to send it.',
  },
  { label: 'No token', about: 'A request without a token.', make: () => undefined },
  { label: 'Not a JWT', about: 'Something else than a token.', make: () => 'not-a-token' },
  {
    label: 'Altered',
    about: 'A token with one character changed.',
    make: (bearer = 'e30.e30.AAAAAAAA') => {
      const at = bearer.length - 4;
      return bearer.slice(0, at) + (bearer[at] === 'A' ? 'B' : 'A') + bearer.slice(at + 1);
    },
  },
];

/** Fills the list. The result of each button appears beside it, and is announced. */
export function showRefusals({ settings, bearer, send }: RefusalsOptions): void {
  const { faults = [], people = [], remedies = {} } = settings;
  const [person] = people;
  const possible = PROVOCATIONS.filter(({ fault }) => !fault || (person && faults.includes(fault)));
  const rows = possible.map(({ label, about, fault, make: token }) => {
    const result = make('span', { role: 'status' });
    const show = async () => {
      const sent = fault && person ? await issueBearer(person.sub, fault) : token?.(bearer());
      const { status, code, identity } = await send(sent);
      result.replaceChildren(
        make('strong', {}, identity ? `Granted, as ${identity}.` : `${status} ${code}`),
        ...(remedies[code] ? [' ', marked(remedies[code])] : []),
      );
    };
    const press = () =>
      show().catch((error: Error) => result.replaceChildren(`Failed: ${error.message}`));
    return [makeButton(label, press), about, result];
  });
  element('refusals-note').textContent = person
    ? 'Each button makes a token that is wrong in one way, and sends it to the service.'
    : 'Each button sends something to the service that is not enough.';
  element('provocations').replaceChildren(
    makeTable('Provoke a refusal', ['Send', 'What it is', 'What the service says'], rows),
  );
}

/**
 * One person, one identity; one identity, one person: across everything that a person can be known by.
 *
 * Users come from issuers with keys, from logins that are asked, from tenants, as guests, and through
 * backends. All go through the steps of the service, in every order of the settings.
 */

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type AuthenticationRuntime, authenticate } from '../../src/authenticate';
import { createLogins } from '../../src/authenticate/ask-login';
import { newGuestTicket } from '../../src/authenticate/guest-ticket';
import { Refusal } from '../../src/errors';
import { type IdentityFormat, identify } from '../../src/identify';
import type { BackendEntry, IssuerEntry } from '../../src/settings';
import { entryOf } from '../support/caller';
import { base64url, SECRET, signToken } from '../support/tokens';

const NOW = 1_800_000_000;
const BACKEND_TOKEN = `backend_${'0a'.repeat(16)}`;
const TICKETS = { secrets: [`${SECRET}-of-guests`], lifetimeSeconds: 3600, audience: 'tickets' };
const EXACT = 'https://exact.example/';
const SPELLING = 'exact.example';

const FORMATS: IdentityFormat[] = [
  { kind: 'escaped' },
  { kind: 'hashed', secret: `${SECRET}-of-identities` },
  { kind: 'verbatim' },
];

/** How the settings name the users of each source. */
interface Formats {
  exact: IdentityFormat;
  tenants: IdentityFormat;
  numbers: IdentityFormat;
  asked: IdentityFormat;
  backends: IdentityFormat;
}

const secretOf = (name: string) => `${SECRET}-of-${name}`;

function entry(name: string, issuer: IssuerEntry['issuer'], format: IdentityFormat): IssuerEntry {
  return {
    ...entryOf(EXACT),
    issuer,
    audience: 'any',
    keys: { kind: 'shared', algorithms: ['HS256'], secrets: [secretOf(name)] },
    identity: { claim: 'sub', claimType: 'string', format, namespace: name },
  };
}

/** All issuers; each has a namespace, as the settings require of several. */
function issuersOf(formats: Formats): IssuerEntry[] {
  const exact = entry('exact', { kind: 'exact', spellings: [EXACT, SPELLING] }, formats.exact);
  const pattern = { kind: 'pattern', pattern: 'https://{org}.example/', claim: 'org' } as const;
  const numbers = entry(
    'numbers',
    { kind: 'exact', spellings: ['https://numbers.example/'] },
    formats.numbers,
  );
  const asked = entry(
    'asked',
    { kind: 'exact', spellings: ['https://asked.example/'] },
    formats.asked,
  );
  return [
    exact,
    entry('tenants', pattern, formats.tenants),
    { ...numbers, identity: { ...numbers.identity, claimType: 'number' } },
    {
      ...asked,
      login: {
        endpoint: {
          kind: 'userinfo',
          url: 'https://asked.example/me',
          identityClaim: 'sub',
          send: 'bearer',
        },
        tokens: 'opaque',
        cacheSeconds: 0,
      },
    },
  ];
}

/** A person, and by which way they come. */
type Person =
  | { by: 'exact'; sub: string; iss: typeof EXACT | typeof SPELLING }
  | { by: 'tenants'; sub: string; org: string }
  | { by: 'numbers'; sub: number }
  | { by: 'asked'; sub: string; opaque: boolean }
  | { by: 'backends'; sub: string }
  | { by: 'guest'; sub: string };

/** What makes one person another one: not how the issuer is spelled, nor how they are asked about. */
function nameOf(person: Person): string {
  const { by, sub } = person;
  const name = typeof sub === 'string' ? sub.normalize('NFC') : sub;
  return JSON.stringify([by, name, person.by === 'tenants' ? person.org : '']);
}

const HEX = fc.stringMatching(/^[0-9a-f]{32}$/);
/** Few characters, so that names often meet, and names in the form of other things. */
const sub = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'E', '7', '-', '.', '_', '~', 'é', 'e\u0301', ' '),
    minLength: 1,
    maxLength: 4,
  }),
  fc.constantFrom(
    '.',
    '..',
    'guest~a',
    'exact~a',
    'tenants~a~a',
    'tenants~a',
    '7',
    '_37',
    'J\ufffdrgen',
  ),
  fc.tuple(fc.constantFrom('US', 'CH', 'MB', 'RL', 'IS', 'us'), HEX).map((parts) => parts.join('')),
);
const person: fc.Arbitrary<Person> = fc.oneof(
  fc.record({ by: fc.constant('exact'), sub, iss: fc.constantFrom(EXACT, SPELLING) }),
  fc.record({ by: fc.constant('tenants'), sub, org: fc.stringMatching(/^[aA7-]{1,2}$/) }),
  fc.record({
    by: fc.constant('numbers'),
    sub: fc.oneof(fc.nat({ max: 20 }), fc.maxSafeInteger()),
  }),
  fc.record({ by: fc.constant('asked'), sub, opaque: fc.boolean() }),
  fc.record({ by: fc.constant('backends'), sub }),
  fc.record({ by: fc.constant('guest'), sub: HEX }),
) as fc.Arbitrary<Person>;
const format = fc.constantFrom(...FORMATS);
const formats: fc.Arbitrary<Formats> = fc.record({
  exact: format,
  tenants: format,
  numbers: format,
  asked: format,
  backends: format,
});

const claimsOf = (iss: string, claims: object) => ({ iss, iat: NOW, exp: NOW + 600, ...claims });

/** The credential that a person shows; an opaque one has the answer about it inside. */
function credentialOf(person: Person): string {
  switch (person.by) {
    case 'exact':
      return signToken(claimsOf(person.iss, { sub: person.sub }), { key: secretOf('exact') });
    case 'tenants': {
      const { org } = person;
      const claims = claimsOf(`https://${org}.example/`, { sub: person.sub, org });
      return signToken(claims, { key: secretOf('tenants') });
    }
    case 'numbers':
      return signToken(claimsOf('https://numbers.example/', { sub: person.sub }), {
        key: secretOf('numbers'),
      });
    case 'asked':
      return person.opaque
        ? `opaque-${base64url(JSON.stringify({ sub: person.sub }))}`
        : signToken(claimsOf('https://asked.example/', { sub: person.sub }), {
            key: secretOf('asked'),
          });
    case 'backends':
      return BACKEND_TOKEN;
    case 'guest':
      return newGuestTicket(TICKETS, NOW, person.sub).ticket;
  }
}

/** Says of an opaque token what is inside of it. */
async function get(_: string, options: { headers?: Readonly<Record<string, string>> }) {
  const token = options.headers?.authorization?.slice('Bearer opaque-'.length) ?? '';
  return Buffer.from(token, 'base64url');
}

const runtime = (): AuthenticationRuntime => ({
  now: () => NOW * 1000,
  keySource: () => {
    throw new Error('no issuer here publishes keys');
  },
  logins: createLogins({ get, now: () => NOW * 1000 } as never, () => undefined),
});

/** The identity of a person; undefined if they are refused because of their name. */
async function identityOf(
  person: Person,
  issuers: readonly IssuerEntry[],
  backendFormat: IdentityFormat,
): Promise<string | undefined> {
  const backends: BackendEntry = {
    digests: [createHash('sha256').update(BACKEND_TOKEN).digest('hex')],
    identity: {
      claim: 'identity',
      claimType: 'string',
      format: backendFormat,
      namespace: 'backend',
    },
  };
  const request = {
    headers: { authorization: `Bearer ${credentialOf(person)}` },
    cookies: {},
    fields: { identity: person.sub },
  };
  const trust = {
    header: 'authorization',
    cookies: [],
    issuers,
    backends,
    guests: { tickets: TICKETS },
  };
  const caller = await authenticate(request, trust, runtime());
  try {
    return identify(caller);
  } catch (error) {
    expect(Refusal.of(error).code).toMatch(/^identity_/);
    return undefined;
  }
}

describe('two people', () => {
  it('never share an identity, and one has the same one however they come', async () => {
    await fc.assert(
      fc.asyncProperty(person, person, formats, async (one, other, each) => {
        const issuers = issuersOf(each);
        const [first, second] = await Promise.all([
          identityOf(one, issuers, each.backends),
          identityOf(other, issuers, each.backends),
        ]);
        const same = nameOf(one) === nameOf(other) && one.sub === other.sub;
        if (same) expect(first).toBe(second);
        // In verbatim, the two spellings of a letter stay as they are.
        else if (nameOf(one) !== nameOf(other) && first !== undefined)
          expect(first).not.toBe(second);
      }),
      { numRuns: 3000 },
    );
  });

  it('are the same one at two spellings of an issuer, or by a JWT and an opaque token', async () => {
    await fc.assert(
      fc.asyncProperty(sub, formats, async (sub, each) => {
        const issuers = issuersOf(each);
        const of = (person: Person) => identityOf(person, issuers, each.backends);
        expect(await of({ by: 'exact', sub, iss: EXACT })).toBe(
          await of({ by: 'exact', sub, iss: SPELLING }),
        );
        expect(await of({ by: 'asked', sub, opaque: true })).toBe(
          await of({ by: 'asked', sub, opaque: false }),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('the order of issuers', () => {
  it('never changes an identity, nor that of a user whom a backend names', async () => {
    await fc.assert(
      fc.asyncProperty(
        person,
        formats,
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        async (each, how, order) => {
          const issuers = issuersOf(how);
          const shuffled = order.flatMap((index) => issuers[index] ?? []);
          expect(await identityOf(each, shuffled, how.backends)).toBe(
            await identityOf(each, issuers, how.backends),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the identity of a single issuer, which needs no namespace', () => {
  it('is never what Twilio takes for the SID of something, nor a part of a path', async () => {
    await fc.assert(
      fc.asyncProperty(sub, format, async (sub, format) => {
        const { namespace: _, ...identity } = entry('exact', { kind: 'any' }, format).identity;
        const alone = { ...entry('exact', { kind: 'any' }, format), identity };
        const name = await identityOf({ by: 'exact', sub, iss: EXACT }, [alone], format);
        expect(name ?? 'refused').not.toMatch(/^((US|CH|MB|RL|IS)[0-9a-f]{32}|\.{1,2})$/i);
      }),
      { numRuns: 500 },
    );
  });
});

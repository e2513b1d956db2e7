/**
 * The procedures of `docs/operations.md`, walked against the real endpoint. The commands are those in the
 * page: what it says is what is tried.
 */
import { hash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { type Credentials, judgeToken, TokenRefused } from '../../dev/conversations/access-token';
import { REFUSALS, Refusal, type RefusalCode } from '../../src/errors';
import { describeRefusal, hashIdentity } from '../../src/log';
import type { Policy } from '../../src/settings';
import { HOUR, MINUTE, SECOND, stoppedClock } from '../support/clock';
import { createTestService, decodeJwt, type TestAnswer } from '../support/service';
import {
  ACCOUNT_SID,
  API_KEY_SECRET,
  API_KEY_SID,
  type Environment,
  SECRET,
  SERVICE_SID,
  seconds,
  sharedSecretEnvironment,
  signToken,
  validClaims,
  validEnvironment,
} from '../support/tokens';
import { commandsIn, complaintAbout, readCommand } from './support/commands';
import { readText } from './support/page';

const PAGE = readText('docs/operations.md');
const DAY = 24 * HOUR;
const NEW_SECRET = 'another-secret-of-more-than-32-bytes-for-tests';
const GUEST_SECRET = 'a-guest-secret-of-more-than-32-bytes-for-tests';

/** The text below a heading of level three. */
function sectionOf(heading: string): string {
  const parts = PAGE.split(/^#{2,3} /m);
  return parts.find((part) => part.split('\n', 1)[0] === heading) ?? '';
}

/** The commands below a heading, block by block, that change a variable. */
function blocksOf(heading: string): string[][] {
  const blocks = [...sectionOf(heading).matchAll(/^ *```sh\n(.*?)^ *```$/gms)];
  return blocks.map(([, block = '']) =>
    block
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  );
}

/** What a command makes of the variables, with the values of the shell's own. */
function apply(command: string, environment: Environment, shell: Environment): Environment {
  const { name, flags } = readCommand(command) ?? {};
  const key = String(flags?.key);
  const others = Object.fromEntries(Object.entries(environment).filter(([each]) => each !== key));
  if (name === 'env:unset') return others;
  const value = String(flags?.value).replace(/\$([A-Z]+)/g, (_, each) => shell[each] ?? '');
  if (name === 'env:set' && value !== '') return { ...others, [key]: value };
  throw new Error(`no change of a variable: ${command}`);
}

/** A deployment whose variables change, with an instance that is warm and a new one for each change. */
function deploy(first: Environment, policy: Policy = {}, now: () => number = Date.now) {
  const make = () => createTestService({ environment: first, policy, now });
  const warm = make();
  let environment = first;
  const bearer = (token: string, fields: object) => ({
    environment,
    fields,
    headers: { authorization: `Bearer ${token}` },
  });
  /** Asks both; they must agree. */
  const both = async (ask: (service: ReturnType<typeof make>) => Promise<TestAnswer>) => {
    const [one, other] = [await ask(warm), await ask(make())];
    expect([one.status, one.body.code, one.body.identity]).toEqual([
      other.status,
      other.body.code,
      other.body.identity,
    ]);
    return one;
  };
  return {
    log: warm.log,
    change: (next: Environment) => {
      environment = next;
    },
    /** Runs a command of the page. */
    run: (command: string, shell: Environment) => {
      environment = apply(command, environment, shell);
    },
    ask: (token: string, fields: object = {}) => both((each) => each.token(bearer(token, fields))),
    /** A guest ticket, for a visitor who has none or this one. Only one instance is asked. */
    guest: (ticket?: string) =>
      warm.guest(ticket === undefined ? { environment } : bearer(ticket, {})),
  };
}

describe('AUTH_SECRET', () => {
  const shell = { OLD: SECRET, NEW: NEW_SECRET };
  const [accept = [], forget = []] = blocksOf('`AUTH_SECRET`');

  it('is replaced without a refusal, and then the old one ends', async () => {
    expect([accept.length, forget.length]).toEqual([2, 1]);
    const clock = stoppedClock();
    const service = deploy(sharedSecretEnvironment(), {}, clock.now);
    const lifetime = 600;
    /** Tokens that the backend has given out, with the end of each. */
    const living: { token: string; exp: number }[] = [];
    let key = SECRET;
    /** The backend signs one more, and everybody who has one that lives is served. */
    const serveEverybody = async () => {
      const now = seconds(clock.now());
      const exp = now + lifetime;
      living.push({ token: signToken(validClaims({ exp }, now), { key }), exp });
      for (const { token } of living.filter((each) => each.exp > now)) {
        expect((await service.ask(token)).body.code).toBeUndefined();
      }
      clock.advance(MINUTE);
    };

    await serveEverybody();
    for (const command of accept) {
      service.run(command, shell);
      await serveEverybody();
    }
    key = NEW_SECRET;
    await serveEverybody();
    clock.advance(lifetime * SECOND);
    await serveEverybody();
    for (const command of forget) {
      service.run(command, shell);
      await serveEverybody();
    }
    expect(living).toHaveLength(6);
    const thief = signToken(validClaims({}, seconds(clock.now())), { key: SECRET });
    expect((await service.ask(thief)).body.code).toBe('signature_invalid');
  });

  it('of an issuer in the policy goes the same way', async () => {
    const policy: Policy = {
      issuers: [
        {
          issuer: 'https://partner.example/',
          audience: 'chat',
          secretVariables: ['PARTNER_SECRET', 'PARTNER_SECRET_PREVIOUS'],
        },
      ],
    };
    const environment = validEnvironment({
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      PARTNER_SECRET: SECRET,
    });
    const service = deploy(environment, policy);
    const claims = validClaims({ iss: 'https://partner.example/', aud: 'chat' });
    for (const command of accept) {
      service.run(command.replace('AUTH_SECRET', 'PARTNER_SECRET'), shell);
      expect((await service.ask(signToken(claims, { key: SECRET }))).status).toBe(200);
    }
    expect((await service.ask(signToken(claims, { key: NEW_SECRET }))).status).toBe(200);
  });
});

describe('GUEST_SECRET', () => {
  const shell = { OLD: GUEST_SECRET, NEW: NEW_SECRET };
  const [accept = [], forget = []] = blocksOf('`GUEST_SECRET`');
  const environment = sharedSecretEnvironment({ GUESTS: 'on', GUEST_SECRET });

  it('is replaced without a refusal, and every visitor stays who they are', async () => {
    expect([accept.length, forget.length]).toEqual([2, 1]);
    const clock = stoppedClock();
    const service = deploy(environment, {}, clock.now);
    const visitors: { ticket: string; identity: string | undefined; end: number }[] = [];
    /** One more visitor comes, and all whose ticket has not ended are served as themselves. */
    const serveEverybody = async () => {
      const { body } = await service.guest();
      visitors.push({
        ticket: String(body.guestTicket),
        identity: body.identity,
        end: Date.parse(String(body.expiresAt)),
      });
      for (const { ticket, identity } of visitors.filter(({ end }) => end > clock.now())) {
        expect(await service.ask(ticket)).toMatchObject({ status: 200, body: { identity } });
        const renewed = await service.guest(ticket);
        expect(renewed).toMatchObject({ status: 200, body: { identity } });
        expect(await service.ask(String(renewed.body.guestTicket))).toMatchObject({
          body: { identity },
        });
      }
      clock.advance(HOUR);
    };

    await serveEverybody();
    for (const command of accept) {
      service.run(command, shell);
      await serveEverybody();
    }
    clock.advance(29 * DAY);
    await serveEverybody();
    clock.advance(DAY);
    for (const command of forget) {
      service.run(command, shell);
      await serveEverybody();
    }
    expect(visitors).toHaveLength(5);
  });

  it('of a stolen one ends at once when it is not kept', async () => {
    const service = deploy(environment);
    const { guestTicket } = (await service.guest()).body;
    service.run(String(accept[1]), shell);
    expect((await service.ask(String(guestTicket))).body.code).toBe('signature_invalid');
  });
});

describe('the API key', () => {
  const before: Credentials = {
    accountSid: ACCOUNT_SID,
    apiKeySid: API_KEY_SID,
    apiKeySecret: API_KEY_SECRET,
    serviceSid: SERVICE_SID,
    region: 'us1',
  };
  const after: Credentials = {
    ...before,
    apiKeySid: `SK${'e5'.repeat(16)}`,
    apiKeySecret: 'AnotherSecretThatSignsTokens1234',
  };
  const variables = {
    TWILIO_API_KEY_SID: after.apiKeySid,
    TWILIO_API_KEY_SECRET: after.apiKeySecret,
  };
  const environment = sharedSecretEnvironment();
  const bearer = () => signToken(validClaims(), { key: SECRET });

  /** What Twilio says of a token while it knows these keys: 200, or its error code. */
  const judge = (token: unknown, keys: readonly Credentials[], now = Date.now()) => {
    const { iss } = decodeJwt(String(token)).payload;
    const key = keys.find(({ apiKeySid }) => apiKeySid === iss) ?? (keys[0] as Credentials);
    try {
      return judgeToken(token, key, now) && 200;
    } catch (error) {
      return error instanceof TokenRefused ? error.code : error;
    }
  };

  it('is replaced: tokens of the old one are good until it is deleted, and by then none is left', async () => {
    const service = deploy(environment);
    const old = (await service.ask(bearer())).body;
    service.change({ ...environment, ...variables });
    const fresh = (await service.ask(bearer())).body;
    const both = [before, after];
    expect([judge(old.token, both), judge(fresh.token, both)]).toEqual([200, 200]);
    expect(decodeJwt(fresh.token).payload.iss).toBe(after.apiKeySid);
    expect(fresh.identity).toBe(old.identity);
    // Deleted too early, and after the longest lifetime.
    expect([judge(old.token, [after]), judge(fresh.token, [after])]).toEqual([20103, 200]);
    const end = Date.now() + Number(old.expiresIn) * SECOND;
    expect(judge(old.token, both, end)).toBe(20104);
  });

  it.each(Object.keys(variables) as (keyof typeof variables)[])(
    'between the two variables the service refuses nobody, but Twilio does: %s first',
    async (first) => {
      const service = deploy(environment);
      service.change({ ...environment, [first]: variables[first] });
      const between = await service.ask(bearer());
      expect(between.status).toBe(200);
      expect(judge(between.body.token, [before, after])).toBe(20107);
      service.change({ ...environment, ...variables });
      const next = await service.ask(bearer());
      expect(judge(next.body.token, [before, after])).toBe(200);
    },
  );

  it('gives everybody another hash in the log', async () => {
    const service = deploy(environment);
    await service.ask(bearer());
    service.change({ ...environment, ...variables });
    await service.ask(bearer());
    expect(service.log).toMatchObject([
      { identity: hashIdentity('alice', before.apiKeySecret) },
      { identity: hashIdentity('alice', after.apiKeySecret) },
    ]);
  });
});

describe('IDENTITY_SECRET', () => {
  const [[command = ''] = []] = blocksOf('`IDENTITY_SECRET`');
  const environment = sharedSecretEnvironment({
    IDENTITY_FORMAT: 'hashed',
    IDENTITY_SECRET: 'an-identity-secret-of-more-than-32-bytes',
    GUESTS: 'on',
    GUEST_SECRET,
  });
  const people = ['alice', 'bob'];

  it('makes everybody somebody new, refuses nobody, and leaves guests as they are', async () => {
    const service = deploy(environment);
    const identities = async () => {
      const answers = await Promise.all(
        people.map((sub) => service.ask(signToken(validClaims({ sub }), { key: SECRET }))),
      );
      expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200));
      return answers.map(({ body }) => body.identity);
    };
    const visitor = (await service.guest()).body;
    const old = await identities();
    service.run(command, { NEW: NEW_SECRET });
    const fresh = await identities();
    // Four identities of two people, and each keeps the new one.
    expect(new Set([...old, ...fresh]).size).toBe(4);
    expect(await identities()).toEqual(fresh);
    expect((await service.ask(String(visitor.guestTicket))).body.identity).toBe(visitor.identity);
    service.change(environment);
    expect(await identities()).toEqual(old);
  });

  it('changes nobody with another format', async () => {
    const ask = async (overrides: Record<string, string | undefined>) => {
      const { body } = await deploy(sharedSecretEnvironment(overrides)).ask(
        signToken(validClaims(), { key: SECRET }),
      );
      return body.identity ?? body.code;
    };
    expect(await ask({})).toBe('alice');
    // It is not even accepted there.
    expect(await ask({ IDENTITY_SECRET: NEW_SECRET })).toBe('server_misconfigured');
  });
});

describe('BACKEND_TOKENS', () => {
  const tokens = [`backend_${'a'.repeat(43)}`, `backend_${'b'.repeat(43)}`] as const;
  const [OLD, NEW] = tokens.map((token) => hash('sha256', token)) as [string, string];
  const commands = blocksOf('`BACKEND_TOKENS`').flat();

  it('are replaced without a refusal, and one is locked out when its digest is gone', async () => {
    expect(commands).toHaveLength(2);
    const service = deploy(sharedSecretEnvironment({ BACKEND_TOKENS: OLD }));
    const ask = async (token: string) => {
      const { body } = await service.ask(token, { identity: 'alice' });
      return body.identity ?? body.code;
    };
    service.run(String(commands[0]), { OLD, NEW });
    expect([await ask(tokens[0]), await ask(tokens[1])]).toEqual([
      'backend~alice',
      'backend~alice',
    ]);
    service.run(String(commands[1]), { OLD, NEW });
    expect([await ask(tokens[0]), await ask(tokens[1])]).toEqual([
      'token_inactive',
      'backend~alice',
    ]);
  });
});

describe('locking out', () => {
  it('one person works by the rule in the page', async () => {
    const [, code = ''] = /```ts\n(.*?)```/s.exec(sectionOf('One person')) ?? [];
    const policy: Policy = runInNewContext(`({${code}})`);
    const service = deploy(sharedSecretEnvironment(), policy);
    const ask = async (sub: string) => {
      const { status, body } = await service.ask(signToken(validClaims({ sub }), { key: SECRET }));
      return body.code ?? status;
    };
    expect([await ask('auth0|5f'), await ask('alice')]).toEqual(['denied_by_rule', 200]);
    expect(service.log[0]).toMatchObject({ rule: 'locked-out', cause: 'ticket 4711' });
  });

  it('everyone works by taking the secret of the key away, and ends when it is back', async () => {
    const environment = sharedSecretEnvironment();
    const service = deploy(environment);
    const ask = async () => (await service.ask(signToken(validClaims(), { key: SECRET }))).status;
    const [[command = ''] = []] = blocksOf('Everyone');
    service.run(command, {});
    expect(await ask()).toBe(500);
    service.change(environment);
    expect(await ask()).toBe(200);
  });

  it('all guests works by GUESTS=off', async () => {
    const environment = sharedSecretEnvironment({ GUESTS: 'on', GUEST_SECRET });
    const service = deploy(environment);
    const { guestTicket } = (await service.guest()).body;
    service.change({ ...environment, GUESTS: 'off' });
    expect((await service.guest()).body.code).toBe('guests_off');
    expect((await service.ask(String(guestTicket))).status).toBe(401);
  });

  it('one issuer leaves the people of the others who they are, if the namespace stays', async () => {
    const issuer = (name: string) => ({
      issuer: `https://${name}.example/`,
      audience: 'chat',
      namespace: name,
      secretVariables: [`${name.toUpperCase()}_KEY`],
    });
    const environment = validEnvironment({
      AUTH_ISSUER: undefined,
      AUTH_AUDIENCE: undefined,
      STAFF_KEY: SECRET,
      SHOP_KEY: NEW_SECRET,
    });
    const ask = async (issuers: NonNullable<Policy['issuers']>, name: string, key: string) => {
      const claims = validClaims({ iss: `https://${name}.example/`, aud: 'chat' });
      const { body } = await deploy(environment, { issuers }).ask(signToken(claims, { key }));
      return body.identity ?? body.code;
    };
    const [staff, shop] = [issuer('staff'), issuer('shop')];
    expect(await ask([staff, shop], 'shop', NEW_SECRET)).toBe('shop~alice');
    expect(await ask([staff], 'shop', NEW_SECRET)).toBe('issuer_mismatch');
    expect(await ask([staff], 'staff', SECRET)).toBe('staff~alice');
    const { namespace: _, ...bare } = staff;
    expect(await ask([bare], 'staff', SECRET)).toBe('alice');
  });
});

describe('the page', () => {
  it('has commands that the installed twilio-run knows', () => {
    const commands = commandsIn(PAGE);
    expect(commands.length).toBeGreaterThan(10);
    expect(commands.map(complaintAbout).filter(Boolean)).toEqual([]);
  });

  it('names the environment, and the file where variables are written from one', () => {
    for (const { text, name, flags } of commandsIn(PAGE).filter((each) => each.flags.key)) {
      expect([text, flags.environment]).toEqual([text, 'production']);
      expect(['env:set', 'env:unset']).toContain(name);
    }
    const promotions = commandsIn(PAGE).filter(({ flags }) => flags['source-environment']);
    expect(promotions.map(({ flags }) => flags.env)).toEqual(['.env.production']);
  });

  it('gives each code its level', () => {
    const rows = [...PAGE.matchAll(/^\| `(\w+)` \| (info|warning|error) \|/gm)];
    expect(rows.length).toBeGreaterThan(10);
    for (const [, code = '', level] of rows) {
      expect(Object.keys(REFUSALS)).toContain(code);
      expect([code, describeRefusal(new Refusal(code as RefusalCode, '')).level]).toEqual([
        code,
        level,
      ]);
    }
    // Whatever is no matter of one caller is in it.
    const codes = Object.keys(REFUSALS) as RefusalCode[];
    const serious = codes.filter((code) => REFUSALS[code].status >= 500);
    expect(rows.map(([, code]) => code)).toEqual(expect.arrayContaining(serious));
  });

  it.each(['docs/operations.md', 'docs/logs.md'])('has links that lead somewhere: %s', (path) => {
    const text = readText(path);
    const anchors = (page: string) =>
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
    const links = [...text.matchAll(/\]\(([\w.]*)#([^)]+)\)/g)];
    expect(links.length).toBeGreaterThan(2);
    for (const [link, file = '', anchor] of links) {
      const page = file === '' ? text : readText(`docs/${file}`);
      expect([link, anchors(page).includes(String(anchor))]).toEqual([link, true]);
    }
  });
});

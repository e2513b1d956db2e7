/** Every policy that the documents show is one that can be copied: type-checked, and run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { transformSync } from '@swc/core';
import { programOf } from '../../dev/program';
import type { Policy } from '../../src/settings';
import { createRestClient } from '../../src/twilio/client';
import { createTestService } from '../support/service';
import { problemsWith } from '../support/settings';
import { AUDIENCE, makeKey, signToken, validClaims, validEnvironment } from '../support/tokens';
import { addConversation, addRole, startTwilio, type TwilioStandIn } from '../support/twilio';

const ROOT = resolve(__dirname, '../..');
const PAGES = ['README.md', 'docs/configuration.md', 'docs/permissions.md']
  .map((page) => readFileSync(join(ROOT, page), 'utf8'))
  .join('\n');
const STAFF = 'https://staff.example.com/';
const SHOP = 'https://shop.example.com/';

/** The policies under a heading, as they are printed. */
function policiesUnder(heading: string): string[] {
  const [, section = ''] = PAGES.split(`\n${heading}\n`);
  const [text = ''] = section.split(/\n#{2,3} /);
  return [...text.matchAll(/```ts\n(export const policy: Policy = [\s\S]+?)```/g)].map(
    ([, code = '']) => code,
  );
}

function onlyPolicyUnder(heading: string): Policy {
  const [code, ...others] = policiesUnder(heading);
  if (code === undefined || others.length > 0) throw new Error(`one policy under ${heading}`);
  const { code: script } = transformSync(code, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const exported: { policy?: Policy } = {};
  new Function('exports', script)(exported);
  return exported.policy as Policy;
}

const HEADINGS = [...PAGES.matchAll(/^#{2,3} .+$/gm)].map(([heading]) => heading);

it('shows policies that the compiler accepts', () => {
  const all = HEADINGS.flatMap(policiesUnder);
  expect(all.length).toBeGreaterThanOrEqual(5);
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  try {
    const files = all.map((code, i) => {
      const types = JSON.stringify(join(ROOT, 'src/settings/policy'));
      writeFileSync(join(folder, `${i}.ts`), `import type { Policy } from ${types};\n${code}`);
      return `${i}.ts`;
    });
    const compilerOptions = { noEmit: true, typeRoots: [join(ROOT, 'node_modules/@types')] };
    const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = programOf('typescript', 'tsc');
    const check = () => spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(check()).toMatchObject({ status: 0, stdout: '' });
    writeFileSync(join(folder, '0.ts'), `${readFileSync(join(folder, '0.ts'), 'utf8')}\npolicy.x;`);
    expect(check().stdout).toContain('TS2339');
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

it.each(HEADINGS.filter((heading) => policiesUnder(heading).length > 0))(
  'shows a policy without a mistake: %s',
  (heading) => {
    const policy = onlyPolicyUnder(heading);
    const listed = policy.issuers && { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
    expect(problemsWith({ ...listed }, policy)).toEqual([]);
  },
);

describe('a policy of the documents', () => {
  const key = makeKey('ES256', 'k1');
  let standIn: TwilioStandIn;

  beforeEach(async () => {
    standIn = await startTwilio();
    for (const last of ['1', '2']) {
      const { sid, ...role } = addRole(standIn.service, {
        friendlyName: last,
        type: 'service',
        permissions: ['joinConversation'],
      });
      standIn.roles.delete(sid);
      const named = `RL${last.padStart(32, '0')}`;
      standIn.roles.set(named, { ...role, sid: named });
    }
  });

  afterEach(() => standIn.close());

  /** The service with a policy, and people of several logins. */
  function setUp(policy: Policy) {
    const seeded = (policy.issuers ?? [{ issuer: STAFF, audience: AUDIENCE }]).map((issuer) => ({
      ...issuer,
      keySet: { keys: [key.jwk] },
      fetchKeys: false,
    }));
    const service = createTestService({
      environment: validEnvironment({
        AUTH_ISSUER: undefined,
        AUTH_AUDIENCE: undefined,
        GUESTS: 'on',
        GUEST_SECRET: 'a-secret-of-guests-with-more-than-32-bytes',
      }),
      policy: { ...policy, issuers: seeded },
      connect: (credentials) => createRestClient(credentials, standIn.httpClient()),
    });
    const ask = async (claims: Record<string, unknown>, iss = STAFF) => {
      const token = signToken(validClaims({ iss, aud: AUDIENCE, ...claims }), { key });
      const { status, body } = await service.ask(token);
      return { status, ...body };
    };
    const visit = async () => {
      const { body } = await service.guest();
      const { status, body: answer } = await service.ask(body.guestTicket ?? '');
      return { status, ...answer };
    };
    return { ask, visit };
  }

  const roleOf = (identity: string) => standIn.users.get(identity)?.roleSid?.slice(-1);
  const conversationsOf = (identity: string) =>
    [...standIn.conversations.values()]
      .filter(({ participants }) => participants.has(identity))
      .map(({ uniqueName }) => uniqueName);

  it('lets a team in, and those who have left out', async () => {
    const { ask, visit } = setUp(onlyPolicyUnder('### One team'));
    expect(await ask({ sub: 'alice', name: 'Alice' })).toMatchObject({ status: 200 });
    expect(roleOf('alice')).toBe('1');
    expect(standIn.users.get('alice')?.friendlyName).toBe('Alice');
    expect(await ask({ sub: 'bob', employed: true })).toMatchObject({ status: 200 });
    expect(conversationsOf('alice')).toEqual(['team']);
    expect(conversationsOf('bob')).toEqual(['team']);
    expect(await ask({ sub: 'carol', employed: false })).toMatchObject({ code: 'denied_by_rule' });
    expect(await visit()).toMatchObject({ code: 'no_rule_matched' });
    expect(standIn.users.size).toBe(2);
  });

  it('keeps organisations apart', async () => {
    const { ask } = setUp(onlyPolicyUnder('### Many organisations'));
    const member = (sub: string, org_id: unknown) => ask({ sub, org_id });
    // Nobody has brought the conversation into being yet.
    expect(await member('bob', 'org_a')).toMatchObject({ code: 'twilio_unavailable' });
    const admin = { sub: 'alice', org_id: 'org_a', permissions: ['chat:admin'] };
    expect(await ask(admin)).toMatchObject({ status: 200 });
    expect(await member('bob', 'org_a')).toMatchObject({ status: 200 });
    expect(conversationsOf('alice')).toEqual(['organisation-org_5Fa']);
    expect(conversationsOf('bob')).toEqual(['organisation-org_5Fa']);
    expect([roleOf('alice'), roleOf('bob')]).toEqual(['1', '2']);
    expect(await member('carol', 'org_b')).toMatchObject({ code: 'twilio_unavailable' });
    expect(await member('dave', 'acme')).toMatchObject({ code: 'no_rule_matched' });
    expect(await member('erin', ['org_a'])).toMatchObject({ code: 'no_rule_matched' });
    expect(conversationsOf('carol')).toEqual([]);
    // A downgrade bites with the next token.
    expect(await member('alice', 'org_a')).toMatchObject({ status: 200 });
    expect(roleOf('alice')).toBe('2');
  });

  it('serves a support desk', async () => {
    const { ask, visit } = setUp(onlyPolicyUnder('### Support desk with guests and agents'));
    addConversation(standIn.service, { uniqueName: 'support-desk' });
    const agent = await ask({ sub: 'alice', groups: ['support'], name: 'Alice' });
    expect(agent).toMatchObject({ status: 200, identity: 'staff~alice', expiresIn: 1800 });
    expect(conversationsOf('staff~alice')).toEqual(['support-desk']);
    expect(roleOf('staff~alice')).toBe('1');
    const customer = await ask({ sub: 'bob', groups: ['support'] }, SHOP);
    expect(customer).toMatchObject({ status: 200, identity: 'customer~bob' });
    expect(roleOf('customer~bob')).toBe('2');
    expect(await ask({ sub: 'carol', groups: [] })).toMatchObject({ code: 'no_rule_matched' });
    standIn.requests.length = 0;
    expect(await visit()).toMatchObject({ status: 200, expiresIn: 900 });
    expect(standIn.requests).toEqual([]);
    standIn.trouble.push({ status: 403, code: 70_051 });
    expect(await ask({ sub: 'dave' }, SHOP)).toMatchObject({ status: 200 });
  });
});

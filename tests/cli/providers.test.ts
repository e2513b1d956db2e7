/** What setup makes of answers about a login. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  exampleVariables,
  findProvider,
  PROVIDERS,
  type Provider,
  readAnswer,
  recognise,
  variablesOf,
} from '../../cli/providers';
import { publicKey } from '../../cli/providers/answers';
import { fillPlaceholders } from '../docs/support/stand-in';
import { problemsWith } from '../support/settings';
import { makeKey, pemOf } from '../support/tokens';

const ROOT = resolve(__dirname, '../..');

function provider(id: string): Provider {
  const found = findProvider(id);
  if (!found) throw new Error(`there is no provider ${id}`);
  return found;
}

/** The answers that the questions give as examples, with others in their place. */
function answersOf({ questions }: Provider, others: Record<string, string> = {}) {
  return {
    ...Object.fromEntries(questions.map(({ name, example }) => [name, example])),
    ...others,
  };
}

/** What one answer becomes: its shape, or false. */
function shapeOf(id: string, name: string, answer: string): string | false {
  const question = provider(id).questions.find((each) => each.name === name);
  if (!question) throw new Error(`${id} has no question ${name}`);
  const reading = readAnswer(question, answer);
  return reading.ok && reading.value;
}

describe('every provider', () => {
  it.each(PROVIDERS.map((each) => [each.id, each] as const))('is complete: %s', (id, each) => {
    expect(each.page).toBe(`docs/logins/${id}.md`);
    expect(existsSync(join(ROOT, each.page))).toBe(true);
    expect(findProvider(id)).toBe(each);
    expect(each.token).toMatch(/^(Send|Let|Nothing) .*\.$/);
    const names = each.questions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, sentence } of each.questions) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
  });

  it.each(PROVIDERS.map((each) => [each.id, each] as const))(
    'has examples that are right as they stand, and make settings: %s',
    (id, each) => {
      const answers = answersOf(each);
      for (const { name, example } of each.questions) {
        expect(shapeOf(id, name, example)).toBe(example);
      }
      const made = variablesOf(each, answers);
      if (!made.ok) throw new Error(JSON.stringify(made.problems));
      const bare = { AUTH_ISSUER: undefined, AUTH_AUDIENCE: undefined };
      const all = fillPlaceholders({ ...exampleVariables(each), ...made.variables });
      expect(problemsWith({ ...bare, ...all })).toEqual([]);
    },
  );

  it.each(PROVIDERS.map((each) => [each.id, each] as const))(
    'asks again for what is missing, unless there is a fallback: %s',
    (_id, each) => {
      const needed = each.questions.filter(({ fallback }) => fallback === undefined);
      const made = variablesOf(each, {});
      const problems = needed.map(({ name }) => ({
        question: name,
        sentence: 'An answer is needed.',
      }));
      if (problems.length > 0) expect(made).toEqual({ ok: false, problems });
      else expect(made.ok).toBe(true);
    },
  );

  it.each(
    PROVIDERS.flatMap(({ id, questions }) => questions.map(({ name }) => [id, name] as const)),
  )('refuses with a sentence that does not repeat the answer: %s %s', (id, name) => {
    const question = provider(id).questions.find((each) => each.name === name);
    for (const answer of ['sk_live_\u0000 secret', 'x "y" z', '<your-domain>', 'a #b']) {
      const reading = question?.read(answer);
      expect(reading).toEqual({ ok: false, sentence: expect.stringMatching(/^[A-Z].*\.$/s) });
      expect(JSON.stringify(reading)).not.toContain(answer);
    }
  });
});

it('knows no provider of another name', () => {
  expect(findProvider('okta.com')).toBeUndefined();
  expect(findProvider('constructor')).toBeUndefined();
});

const UUID = '3F2A1B0C-9D8E-4F7A-8B6C-5D4E3F2A1B0C';
const POOL = 'eu-central-1_AbCdEf123';
const REF = 'abcdefghijklmnopqrst';

describe('an answer that was pasted sloppily', () => {
  it.each<[string, string, string, string]>([
    ['auth0', 'domain', ' https://Acme.eu.auth0.com/ ', 'acme.eu.auth0.com'],
    ['auth0', 'domain', '"acme.eu.auth0.com"', 'acme.eu.auth0.com'],
    ['auth0', 'audience', "'https://chat.example.com/'", 'https://chat.example.com/'],
    [
      'firebase',
      'project-id',
      'https://console.firebase.google.com/u/0/project/acme-chat/overview',
      'acme-chat',
    ],
    ['cognito', 'user-pool-id', `arn:aws:cognito-idp:eu-central-1:1:userpool/${POOL}`, POOL],
    ['cognito', 'user-pool-id', `https://cognito-idp.eu-central-1.amazonaws.com/${POOL}`, POOL],
    [
      'cognito',
      'client-id',
      '4f9a2k7m1b8c3d6e5g0h2j4k6l , 5f9a2k7m1b8c3d6e5g0h2j4k6l',
      '4f9a2k7m1b8c3d6e5g0h2j4k6l,5f9a2k7m1b8c3d6e5g0h2j4k6l',
    ],
    ['okta', 'issuer', 'acme.okta.com/oauth2/default/', 'https://acme.okta.com/oauth2/default'],
    [
      'okta',
      'issuer',
      'https://acme-admin.oktapreview.com/oauth2/aus1a2B3',
      'https://acme.oktapreview.com/oauth2/aus1a2B3',
    ],
    ['okta', 'audience', '  ', 'api://default'],
    ['entra', 'tenant-id', UUID, UUID.toLowerCase()],
    ['entra', 'client-id', `api://${UUID}`, UUID.toLowerCase()],
    ['clerk', 'frontend-api', 'https://clerk.example.com', 'clerk.example.com'],
    [
      'clerk',
      'origins',
      'https://App.example.com/, http://localhost:3000',
      'https://app.example.com,http://localhost:3000',
    ],
    ['supabase', 'project-ref', `https://${REF}.supabase.co`, REF],
    ['supabase', 'project-ref', `https://${REF}.supabase.co/auth/v1`, REF],
    ['supabase', 'project-ref', `https://supabase.com/dashboard/project/${REF}/settings`, REF],
    ['keycloak', 'base-url', 'id.example.com/auth/', 'https://id.example.com/auth'],
    [
      'keycloak',
      'base-url',
      'https://id.example.com/realms/acme/account',
      'https://id.example.com',
    ],
    ['google', 'client-id', ' 1-a.apps.googleusercontent.com', '1-a.apps.googleusercontent.com'],
    ['own-backend', 'audience', '', 'conversations'],
    ['other', 'issuer', 'login.example.com/', 'https://login.example.com/'],
    ['other', 'issuer', 'http://localhost:3000/oidc', 'http://localhost:3000/oidc'],
    ['other', 'audience', 'web, mobile', 'web,mobile'],
  ])('has one right reading: %s, %s, %j', (id, name, answer, shape) => {
    expect(shapeOf(id, name, answer)).toBe(shape);
  });
});

describe('an answer without one right reading', () => {
  it.each<[string, string, string]>([
    ['auth0', 'domain', 'acme'],
    ['auth0', 'domain', 'https://manage.auth0.com/dashboard/eu/acme'],
    ['auth0', 'domain', 'http://acme.eu.auth0.com'],
    ['auth0', 'audience', 'one,two'],
    ['firebase', 'project-id', '123456789012'],
    ['firebase', 'project-id', 'Acme Chat'],
    ['cognito', 'user-pool-id', 'AbCdEf123'],
    ['cognito', 'user-pool-id', 'eu-central-1:0a1b2c3d-identity-pool'],
    ['cognito', 'client-id', '4f9a2k7m1b8c3d6e5g0h2j4k6l,,'],
    ['okta', 'issuer', 'https://acme.okta.com'],
    ['okta', 'issuer', 'https://acme.okta.com/oauth2/v1'],
    ['okta', 'issuer', 'https://acme.okta.com/oauth2/default/.well-known/openid-configuration'],
    ['entra', 'tenant-id', 'common'],
    ['entra', 'tenant-id', 'acme.onmicrosoft.com'],
    ['entra', 'client-id', 'api://chat'],
    ['clerk', 'frontend-api', 'pk_live_Y2xlcms'],
    ['clerk', 'origins', 'app.example.com'],
    ['clerk', 'origins', 'https://app.example.com/sign-in'],
    ['clerk', 'origins', 'https://app.example.com?a'],
    ['supabase', 'project-ref', 'Acme'],
    ['keycloak', 'base-url', 'http://id.example.com'],
    ['keycloak', 'base-url', 'https://id.example.com/admin/#/acme'],
    ['keycloak', 'realm', 'acme/two'],
    ['google', 'client-id', 'GOCSPX-abcdef'],
    ['other', 'issuer', 'https://login.example.com/.well-known/openid-configuration'],
    ['other', 'issuer', 'https://login.example.com/?tenant=a'],
    ['other', 'issuer', 'https://user:password@login.example.com'],
    ['other', 'issuer', 'ftp://login.example.com'],
    ['other', 'audience', 'web,'],
    ['other', 'audience', 'web\u0000'],
    ['other', 'issuer', 'https://login.example.com/\u0000'],
  ])('is refused: %s, %s, %j', (id, name, answer) => {
    expect(shapeOf(id, name, answer)).toBe(false);
  });

  it('is refused beside the others, each with the name of its question', () => {
    const made = variablesOf(provider('keycloak'), { 'base-url': 'ftp://a.b', realm: 'a b' });
    if (made.ok) throw new Error('it was accepted');
    expect(made.problems.map(({ question }) => question)).toEqual([
      'base-url',
      'realm',
      'audience',
    ]);
  });
});

describe('a public key', () => {
  const pem = pemOf(makeKey('RS256').publicKey);
  const base64 = pem.split('\n').slice(1, -2).join('');
  const jwk = JSON.stringify(makeKey('ES256').jwk);

  it.each([
    ['a PEM text', pem],
    ['a PEM text with the line breaks of Windows', pem.replaceAll('\n', '\r\n')],
    ['its base64', base64],
    ['its base64 with line breaks', `${base64.slice(0, 64)}\n${base64.slice(64)}\n`],
  ])('is read from %s', (_name, text) => {
    expect(publicKey(text)).toEqual({ ok: true, value: base64 });
    // A variable of Twilio Functions has 450 bytes.
    expect(base64.length).toBeLessThan(450);
  });

  it('is read from a JWK', () => {
    expect(publicKey(` ${jwk}\n`)).toEqual({ ok: true, value: jwk });
  });

  it.each([
    ['a private key', pem.replaceAll('PUBLIC', 'PRIVATE')],
    ['a certificate', pem.replaceAll('PUBLIC KEY', 'CERTIFICATE')],
    ['a secret', 'a-secret'],
    ['nothing', ''],
  ])('is not %s', (_name, text) => {
    expect(publicKey(text)).toEqual({
      ok: false,
      sentence: expect.stringMatching(/^A public key/),
    });
  });
});

describe('the variables', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['auth0', { domain: 'login.acme.com' }, { AUTH_ISSUER: 'https://login.acme.com/' }],
    [
      'cognito',
      { 'user-pool-id': 'cn-north-1_AbCdEf123' },
      { AUTH_ISSUER: 'https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbCdEf123' },
    ],
    [
      'cognito',
      { 'user-pool-id': 'us-gov-west-1_AbCdEf123' },
      { AUTH_ISSUER: 'https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbCdEf123' },
    ],
    [
      'keycloak',
      { 'base-url': 'https://id.example.com/auth/' },
      { AUTH_ISSUER: 'https://id.example.com/auth/realms/acme' },
    ],
    ['other', { issuer: 'https://a.example/b/' }, { AUTH_ISSUER: 'https://a.example/b/' }],
  ])('follow the answers: %s', (id, answers, expected) => {
    const made = variablesOf(provider(id), answersOf(provider(id), answers));
    expect(made).toEqual({ ok: true, variables: expect.objectContaining(expected) });
  });

  it('never have a secret in them, which setup generates or asks for unseen', () => {
    for (const each of PROVIDERS) {
      const made = variablesOf(each, answersOf(each));
      const hidden = [...each.secrets, ...Object.keys(each.copied ?? {})];
      for (const name of made.ok ? Object.keys(made.variables) : []) {
        expect(name).not.toMatch(/SECRET$|PUBLIC_KEY$/);
        expect(hidden).not.toContain(name);
      }
    }
    expect(provider('own-backend').secrets).toEqual(['AUTH_SECRET']);
    expect(provider('simplejwt').secrets).toEqual([]);
    expect(Object.keys(provider('simplejwt').copied ?? {})).toEqual(['AUTH_SECRET']);
  });
});

describe('a credential', () => {
  it.each(PROVIDERS.filter(({ marks }) => marks).map((each) => [each.id, each] as const))(
    'shows by its sample where it may be from: %s',
    (_id, each) => {
      const { sample } = each;
      const credential =
        sample.kind === 'token'
          ? ({ ...sample, kind: 'jwt' } as const)
          : 'bearer' in sample.sent
            ? readText(sample.sent.bearer)
            : ({ kind: 'cookie', name: sample.sent.cookie } as const);
      expect(recognise(credential)).toContain(each);
    },
  );

  it.each<[string, Parameters<typeof recognise>[0]]>([
    ['an issuer of no system', { kind: 'jwt', header: {}, payload: { iss: 'https://a.example' } }],
    [
      'an issuer that only begins like one',
      jwtOf({ iss: 'https://accounts.google.com.evil.example' }),
    ],
    ['an issuer that only ends like one', jwtOf({ iss: 'https://evil.example/?privy.io' })],
    ['an issuer that is not a string', jwtOf({ iss: { toString: 'privy.io' } })],
    ['claims that only the prototype has', jwtOf({ iss: 1, sub: 'constructor' })],
    ['an unknown cookie', { kind: 'cookie', name: 'xsessionid' }],
    ['an unknown token', { kind: 'token', text: 'ory' }],
  ])('of nobody suggests nothing: %s', (_name, credential) => {
    expect(recognise(credential)).toEqual([]);
  });

  it('may be from several systems', () => {
    const claims = { sub: 'a', iss: 'https://id.example.com/realms/acme', prv: 'b' };
    expect(recognise(jwtOf(claims)).map(({ id }) => id)).toEqual(['keycloak', 'laravel-jwt-auth']);
  });
});

function jwtOf(payload: Record<string, unknown>) {
  return { kind: 'jwt', header: {}, payload } as const;
}

/** A bearer token of a page: a JWT taken apart, or a token as it is. */
function readText(text: string): Parameters<typeof recognise>[0] {
  const [header, payload] = text.split('.');
  if (!header?.startsWith('eyJ') || payload === undefined) return { kind: 'token', text };
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  return { kind: 'jwt', header: parse(header), payload: parse(payload) };
}

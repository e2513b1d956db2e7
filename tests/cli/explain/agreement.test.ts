/** Every attack that a token alone makes: the explanation says what the service answers, and why. */
import type { Fields } from '../../../cli/explain/trial';
import { isJsonObject } from '../../../src/http/json';
import { bearerEvent } from '../../attacks/events';
import { CREDENTIAL_FAMILIES } from '../../attacks/families';
import type { Row } from '../../attacks/runner';
import { type Stage, setStage } from '../../attacks/stage';
import { validEnvironment } from '../../support/tokens';
import { answerOf, expectAgreement, explained } from './support';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

/** What of a row can be said on the command line; undefined if it is an attack by other means. */
function credentialOf(event: unknown): { token: string; fields: Fields } | undefined {
  const { request, ...fields } = event as Record<string, unknown>;
  const { headers, cookies = {} } = request as Record<string, unknown>;
  const { authorization, ...others } = isJsonObject(headers) ? headers : {};
  if (Object.keys({ ...others, ...(cookies as object) }).length > 0) return undefined;
  if (Object.getPrototypeOf(event) !== Object.prototype) return undefined;
  if (typeof authorization !== 'string' || !/^Bearer [^ ]/.test(authorization)) return undefined;
  const { lifetime } = fields;
  const known = ['identity', 'lifetime', 'role'];
  // On a command line everything is a text.
  const texts = Object.entries({
    ...fields,
    ...(Number.isSafeInteger(lifetime) && { lifetime: String(lifetime) }),
  });
  if (!texts.every(([name, value]) => known.includes(name) && typeof value === 'string')) {
    return undefined;
  }
  return { token: authorization.slice('Bearer '.length), fields: Object.fromEntries(texts) };
}

/** Explains a row, if it can be; returns whether it could. */
async function explainRow(row: Row): Promise<boolean> {
  const { outcome, settings = {}, policy } = row;
  // Of wrong settings the command says no more than what is wrong with them.
  if (outcome.startsWith('500 ')) return false;
  const environment = validEnvironment({
    AUTH_ISSUER: policy ? undefined : stage.login.issuer,
    ...(policy && { AUTH_AUDIENCE: undefined }),
    ...(typeof settings === 'function' ? settings(stage) : settings),
  });
  const place = { environment, ...(policy && { policy: policy(stage) }) };
  const credential = credentialOf(row.event?.(stage) ?? bearerEvent(row.token?.(stage) ?? ''));
  if (!credential) return false;
  const explanation = await explained(credential.token, { ...place, fields: credential.fields });
  const [status, ...rest] = outcome.split(' ');
  const granted = status === '200';
  expect(answerOf(explanation)).toBe(granted ? outcome : `${status} ${rest[1]}`);
  expect(explanation.verdict.error).toBe(granted ? undefined : rest[0]);
  expectAgreement(explanation);
  expect(stage.decoy.hits).toEqual([]);
  return true;
}

let count = 0;

describe.each(CREDENTIAL_FAMILIES)('$name', ({ rows }) => {
  it('are explained as the service answers them', async () => {
    const before = count;
    for (const row of rows.filter(({ endpoint = 'token' }) => endpoint === 'token')) {
      try {
        if (await explainRow(row)) count += 1;
      } catch (error) {
        throw new Error(`${row.name}: ${(error as Error).message}`);
      }
    }
    expect(count).toBeGreaterThan(before);
  });
});

it('are most of the table', () => {
  expect(count).toBeGreaterThan(500);
});

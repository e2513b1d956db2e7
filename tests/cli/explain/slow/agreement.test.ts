/** Every attack that a token alone makes: the explanation says what the service answers, and why. */
import type { Fields } from '../../../../cli/diagnose/credential';
import { isJsonObject } from '../../../../src/http/json';
import { bearerEvent } from '../../../attacks/events';
import { CREDENTIAL_FAMILIES } from '../../../attacks/families';
import type { Row } from '../../../attacks/runner';
import { type Stage, setStage } from '../../../attacks/stage';
import { validEnvironment } from '../../../support/tokens';
import { answerOf, expectAgreement, explained } from '../support';

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

/** Whether a row can be explained. Of wrong settings the command says no more than what is wrong. */
const isExplicable = (row: Row) =>
  (row.endpoint ?? 'token') === 'token' &&
  !row.outcome.startsWith('500 ') &&
  credentialOf(eventOf(row)) !== undefined;

const eventOf = (row: Row) => row.event?.(stage) ?? bearerEvent(row.token?.(stage) ?? '');

async function explainRow(row: Row): Promise<void> {
  const { outcome, settings = {}, policy } = row;
  const environment = validEnvironment({
    AUTH_ISSUER: policy ? undefined : stage.login.issuer,
    ...(policy && { AUTH_AUDIENCE: undefined }),
    ...(typeof settings === 'function' ? settings(stage) : settings),
  });
  const place = { environment, ...(policy && { policy: policy(stage) }) };
  const credential = credentialOf(eventOf(row));
  if (!credential) return;
  const explanation = await explained(credential.token, { ...place, fields: credential.fields });
  const [status, ...rest] = outcome.split(' ');
  const granted = status === '200';
  expect(answerOf(explanation)).toBe(granted ? outcome : `${status} ${rest[1]}`);
  expect(explanation.verdict.error).toBe(granted ? undefined : rest[0]);
  expectAgreement(explanation);
  expect(stage.decoy.hits).toEqual([]);
}

describe.each(CREDENTIAL_FAMILIES)('$name', ({ rows }) => {
  it('are explained as the service answers them', async () => {
    const explicable = rows.filter(isExplicable);
    expect(explicable).not.toEqual([]);
    for (const row of explicable) {
      try {
        await explainRow(row);
      } catch (error) {
        throw new Error(`${row.name}: ${(error as Error).message}`);
      }
    }
  });
});

it('are most of the table', () => {
  const rows = CREDENTIAL_FAMILIES.flatMap(({ rows }) => rows);
  expect(rows.filter(isExplicable).length).toBeGreaterThan(500);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSALS, Refusal, type RefusalCode } from '../src/errors';

/** What callers rely on: the status and the `error` of each code. */
const PROMISED: Record<RefusalCode, [status: number, error: string]> = {
  missing_credential: [401, 'missing_credential'],
  request_malformed: [400, 'invalid_request'],
  credential_repeated: [400, 'invalid_request'],
  token_too_large: [401, 'invalid_token'],
  token_malformed: [401, 'invalid_token'],
  token_encrypted: [401, 'invalid_token'],
  token_type_unsupported: [401, 'invalid_token'],
  token_header_unsupported: [401, 'invalid_token'],
  token_bound: [401, 'invalid_token'],
  algorithm_unsupported: [401, 'invalid_token'],
  algorithm_not_allowed: [401, 'invalid_token'],
  key_unknown: [401, 'invalid_token'],
  key_ambiguous: [401, 'invalid_token'],
  key_unusable: [401, 'invalid_token'],
  signature_invalid: [401, 'invalid_token'],
  token_inactive: [401, 'invalid_token'],
  issuer_mismatch: [401, 'invalid_token'],
  audience_mismatch: [401, 'invalid_token'],
  claim_mismatch: [401, 'invalid_token'],
  token_expired: [401, 'invalid_token'],
  token_not_yet_valid: [401, 'invalid_token'],
  claim_invalid: [401, 'invalid_token'],
  insufficient_scope: [403, 'insufficient_scope'],
  origin_not_allowed: [403, 'origin_not_allowed'],
  identity_claim_missing: [403, 'identity_unusable'],
  identity_claim_invalid: [403, 'identity_unusable'],
  identity_too_long: [403, 'identity_unusable'],
  email_unverified: [403, 'identity_unusable'],
  backend_identity_missing: [400, 'invalid_request'],
  backend_in_browser: [403, 'access_denied'],
  lifetime_not_allowed: [403, 'access_denied'],
  role_not_allowed: [403, 'access_denied'],
  no_rule_matched: [403, 'access_denied'],
  denied_by_rule: [403, 'access_denied'],
  rule_claim_unusable: [403, 'access_denied'],
  twilio_unavailable: [503, 'issuer_unavailable'],
  guest_ticket_invalid: [400, 'invalid_request'],
  challenge_missing: [400, 'invalid_request'],
  challenge_failed: [403, 'access_denied'],
  challenge_unavailable: [503, 'issuer_unavailable'],
  guests_off: [404, 'not_found'],
  issuer_unavailable: [503, 'issuer_unavailable'],
  server_misconfigured: [500, 'server_misconfigured'],
  unexpected_error: [500, 'server_misconfigured'],
};

const rows = Object.entries(REFUSALS);

describe('the table of refusals', () => {
  it('has the codes that are promised, with their status and error', () => {
    const actual = rows.map(([code, { status, error }]) => [code, [status, error]]);
    expect(Object.fromEntries(actual)).toEqual(PROMISED);
  });

  it.each(rows)('has a helpful sentence for %s, in the characters of RFC 6750', (_, row) => {
    expect(row.sentence).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]{20,}\.$/);
  });

  it.each(rows)('names no setting in the sentence for %s', (_, { sentence }) => {
    expect(sentence).not.toMatch(/[A-Z]+_[A-Z]+|policy|environment|variable/);
  });
});

describe('docs/errors.md', () => {
  const page = readFileSync(join(__dirname, '../docs/errors.md'), 'utf8');

  const documented = [...page.matchAll(/^\| `(\w+)` \| (\d{3}) \| `(\w+)` \| .+ \|$/gm)].map(
    ([, code, status, error]) => [code, Number(status), error],
  );

  it('has one row for each of them, with status and error', () => {
    const actual = rows.map(([code, { status, error }]) => [code, status, error]);
    expect(documented).toEqual(actual);
  });
});

describe('a refusal', () => {
  it('keeps its code, its private cause and its details', () => {
    const refusal = new Refusal('issuer_unavailable', 'the cause', { retryAfterSeconds: 7 });
    expect(refusal).toMatchObject({
      name: 'Refusal',
      code: 'issuer_unavailable',
      message: 'the cause',
      details: { retryAfterSeconds: 7 },
    });
    expect(new Refusal('token_expired', 'the cause').details).toEqual({});
  });

  it('is passed on as it is', () => {
    const refusal = new Refusal('token_expired', 'the cause');
    expect(Refusal.of(refusal)).toBe(refusal);
  });

  it.each([
    ['TypeError', new TypeError('cannot read alice@example.com')],
    ['SyntaxError', new SyntaxError('alice@example.com is not valid JSON')],
    ['string', 'alice@example.com'],
    ['object', { message: 'alice@example.com' }],
    ['object', null],
    ['undefined', undefined],
  ])('is unexpected_error when made of a foreign %s, and keeps only its kind', (kind, thrown) => {
    const refusal = Refusal.of(thrown);
    expect(refusal.code).toBe('unexpected_error');
    expect(refusal.message).toBe(`a step failed with ${kind}`);
  });
});

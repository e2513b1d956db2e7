/** Callers who are no persons: guests, and users whom a backend names. */
import { createHash } from 'node:crypto';
import type { Policy } from '../../../src/settings';
import {
  SERVICE_SID,
  sharedSecretEnvironment,
  signToken,
  validEnvironment,
} from '../../support/tokens';
import { NOW, useServers } from './stage';
import { answerOf, checkOf, expectAgreement, explained, failures } from './support';

const GUEST_SECRET = 'guest-tickets-are-signed-under-this-secret';
const { endpoint } = useServers();

describe('a guest', () => {
  const guests = validEnvironment({ GUESTS: 'on', GUEST_SECRET });
  const ticket = (claims: object = {}) =>
    signToken(
      { sub: 'a'.repeat(32), aud: SERVICE_SID, iat: NOW, exp: NOW + 3600, ...claims },
      { key: GUEST_SECRET, header: { typ: 'guest-ticket+jwt' } },
    );

  it('is let in by a ticket, for the time that guests have', async () => {
    const explanation = await explained(ticket(), { environment: guests, now: NOW * 1000 });
    expect(explanation.kind).toBe('guest');
    expect(explanation.issued).toMatchObject({
      identity: `guest~${'a'.repeat(32)}`,
      lifetime: 900,
      lifetimeSources: [
        { what: 'guests.lifetime', decides: true },
        { what: "the caller's own token ends in", seconds: 3600, decides: false },
      ],
    });
  });

  it.each([
    [29, '200 guest~'],
    [31, '401 token_expired'],
  ])('has a ticket that ended %d s ago', async (ago, answer) => {
    const place = { environment: guests, now: NOW * 1000 };
    const explanation = await explained(ticket({ exp: NOW - ago }), place);
    expect(answerOf(explanation)).toContain(answer);
    expectAgreement(explanation);
  });

  it('is told that there are no guests', async () => {
    const explanation = await explained(ticket(), { environment: validEnvironment() });
    expect(answerOf(explanation)).toBe('401 token_type_unsupported');
    expect(explanation.whatToDo).toEqual([expect.stringContaining('GUESTS=on')]);
  });
});

describe('a backend', () => {
  const token = `backend_${'t0ken'.repeat(8)}`;
  const BACKEND_TOKENS = createHash('sha256').update(token).digest('hex');
  const role = `RL${'e'.repeat(32)}`;
  const place = (fields: object, backends: Policy['backends'] = {}) => ({
    environment: sharedSecretEnvironment({ BACKEND_TOKENS }),
    policy: { roles: { agent: role }, backends },
    fields,
  });

  it('names a user', async () => {
    const explanation = await explained(token, place({ identity: 'bob' }));
    expect(explanation.kind).toBe('backend');
    expect(answerOf(explanation)).toBe('200 backend~bob');
    expect(checkOf(explanation, 'Identity')?.wanted).toBe('a string, escaped, behind backend~');
  });

  it('is told to name one', async () => {
    const explanation = await explained(token, place({}));
    expect(answerOf(explanation)).toBe('400 backend_identity_missing');
    expect(checkOf(explanation, 'Named user')?.wanted).toContain('--identity');
  });

  it('gets what it may choose', async () => {
    const fields = { identity: 'bob', lifetime: '600', role: 'agent' };
    const backends = { mayChooseLifetime: true, mayChooseRoles: ['agent'] };
    const { issued } = await explained(token, place(fields, backends));
    expect(issued).toMatchObject({ lifetime: 600, user: { role: { sid: role, name: 'agent' } } });
    expect(issued?.lifetimeSources.at(-1)).toEqual({
      what: 'the backend asks for',
      seconds: 600,
      decides: true,
    });
  });

  it('is told all that it may not choose', async () => {
    const fields = { identity: 'bob', lifetime: '600', role: 'agent' };
    const explanation = await explained(token, place(fields));
    expect(answerOf(explanation)).toBe('403 role_not_allowed');
    expect(failures(explanation)).toEqual(['role_not_allowed', 'lifetime_not_allowed']);
  });

  it('with a mistyped token is shown to nobody', async () => {
    const asked = await endpoint();
    const userinfo = validEnvironment({ BACKEND_TOKENS, AUTH_USERINFO_URL: asked.url });
    const explanation = await explained(`${token}x`, { environment: userinfo });
    expect(answerOf(explanation)).toBe('401 token_inactive');
    const unlisted = validEnvironment({ AUTH_USERINFO_URL: asked.url });
    expect(answerOf(await explained(token, { environment: unlisted }))).toBe('401 token_inactive');
    expect(asked.questions).toEqual([]);
  });
});

/** Tokens about which their issuer is asked. */
import type { AskedEndpoint } from '../../support/asked-issuer';
import { status } from '../../support/misbehaving-issuer';
import { validClaims, validEnvironment } from '../../support/tokens';
import { COMPILED, ENTRY, environment, NOW, tokenWith, useServers } from './stage';
import { answerOf, checkOf, explained, failures } from './support';

const { endpoint } = useServers();

describe('an opaque token', () => {
  const place = (asked: AskedEndpoint) => ({
    environment: validEnvironment({
      AUTH_INTROSPECTION_URL: asked.url,
      AUTH_INTROSPECTION_CLIENT_ID: 'service',
      AUTH_INTROSPECTION_CLIENT_SECRET: 'secret-of-the-client',
    }),
    now: NOW * 1000,
  });

  it('is asked about once, and the claims of the answer are judged', async () => {
    const asked = await endpoint();
    asked.answers['opaque-token'] = {
      active: true,
      ...validClaims({ sub: 'carol', exp: NOW - 60, aud: 'x' }, NOW),
    };
    const explanation = await explained('opaque-token', place(asked));
    expect(explanation.kind).toBe('opaque');
    expect(answerOf(explanation)).toBe('401 token_expired');
    expect(failures(explanation)).toEqual(['token_expired', 'audience_mismatch']);
    expect(checkOf(explanation, 'Identity')?.note).toBe('becomes carol');
    expect(asked.questions).toHaveLength(1);
  });

  it('that its issuer denies tells nothing more', async () => {
    const asked = await endpoint();
    const explanation = await explained('opaque-token', place(asked));
    expect(answerOf(explanation)).toBe('401 token_inactive');
    expect(explanation).not.toHaveProperty('claims');
    expect(checkOf(explanation, 'Identity')?.mark).toBe('open');
  });

  it('cannot be judged while its issuer is out of order', async () => {
    const asked = await endpoint();
    asked.behaviour = status(500);
    const explanation = await explained('opaque-token', place(asked));
    expect(answerOf(explanation)).toBe('503 issuer_unavailable');
    expect(checkOf(explanation, 'Answer of the issuer')?.note).toBe('the answer has status 500');
  });

  it('is nothing where no issuer is asked', async () => {
    const explanation = await explained('opaque-token', { environment, policy: COMPILED });
    expect(answerOf(explanation)).toBe('401 token_malformed');
    expect(checkOf(explanation, 'Issuer to ask')?.wanted).toContain('AUTH_INTROSPECTION_URL');
  });

  it('gives 900 s by UserInfo, which tells no end', async () => {
    const asked = await endpoint();
    asked.answers['opaque-token'] = { sub: 'carol' };
    const userinfo = validEnvironment({ AUTH_USERINFO_URL: asked.url });
    const explanation = await explained('opaque-token', { environment: userinfo });
    expect(explanation.issued).toMatchObject({
      identity: 'carol',
      lifetime: 900,
      lifetimeSources: [
        { what: 'TOKEN_LIFETIME', seconds: 3600, decides: false },
        { what: 'the login does not say when the credential ends', seconds: 900, decides: true },
      ],
    });
  });
});

describe('a JWT that its issuer is to confirm', () => {
  const place = (asked: AskedEndpoint) => ({
    environment: { ...environment, CLIENT_SECRET: 'secret-of-the-client' },
    policy: {
      issuers: [
        {
          ...ENTRY,
          introspection: {
            url: asked.url,
            clientId: 'service',
            secretVariable: 'CLIENT_SECRET',
            tokens: 'jwt' as const,
          },
        },
      ],
    },
    now: NOW * 1000,
  });

  it('is asked about once', async () => {
    const asked = await endpoint();
    const token = tokenWith();
    expect(answerOf(await explained(token, place(asked)))).toBe('401 token_inactive');
    asked.answers[token] = { active: true };
    asked.questions.length = 0;
    const explanation = await explained(token, place(asked));
    expect(answerOf(explanation)).toBe('200 alice');
    expect(checkOf(explanation, 'Confirmation')).toMatchObject({
      mark: 'holds',
      wanted: `a yes of ${asked.url}`,
    });
    expect(asked.questions).toHaveLength(1);
  });

  it('is shown to nobody if it is refused already, or offline', async () => {
    const asked = await endpoint();
    const refused = await explained(tokenWith({ aud: 'x' }), place(asked));
    expect(checkOf(refused, 'Confirmation')?.mark).toBe('open');
    const offline = await explained(tokenWith(), { ...place(asked), offline: true });
    expect(offline.verdict).toMatchObject({ outcome: 'granted', unproven: ['confirmation'] });
    expect(asked.questions).toEqual([]);
  });
});

/** Whether whoever has no right to a token is turned away. */
import { randomBytes } from 'node:crypto';
import { nameOfIssuer } from '../../../src/authenticate/issuer';
import { encodePart, signHs256 } from '../../../src/hmac';
import { type Check, type Finding, ok, warning, wrong } from '../check';
import { ask, type DeployedWorld, describe, refusalIn, unexpected } from './target';

/** That nobody gets in without a credential, and is told how to come back with one. */
export const noCredential: Check<DeployedWorld> = {
  id: 'url-no-credential',
  title: 'Without a token',
  async run(world) {
    const answer = await ask(world, '/token', { method: 'POST' });
    if (answer.status === 200) return [letIn('WITHOUT ANY TOKEN')];
    if (refusalIn(answer) !== 'missing_credential') {
      return [unexpected('A request without a token', answer)];
    }
    const challenge = answer.headers['www-authenticate'] ?? '';
    // RFC 6750 §3.1: no error code where no credential was sent.
    if (answer.status === 401 && /^Bearer\b/i.test(challenge) && !challenge.includes('error=')) {
      return [ok('It is refused, with the challenge of RFC 6750.')];
    }
    const finding = `The refusal has not the challenge of RFC 6750 (status ${answer.status}).`;
    return [wrong(finding, 'See what stands before the service: a proxy may change its answers.')];
  },
};

/** Tokens that nobody has issued. They name the configured issuer, where there is one. */
function forgeries({ target, now }: DeployedWorld): Record<string, string> {
  const [entry] = target.settings?.issuers ?? [];
  const seconds = Math.floor(now() / 1000);
  const audience = entry && entry.audience !== 'any' ? entry.audience[0] : undefined;
  const audienceClaim = entry?.audienceClaim ?? 'aud';
  const claims = {
    iss: (entry && nameOfIssuer(entry.issuer)) || 'https://doctor.invalid/',
    sub: 'doctor',
    aud: audience,
    [audienceClaim]: audience,
    scope: entry?.requiredScope.join(' '),
    iat: seconds,
    exp: seconds + 300,
  };
  const secret = randomBytes(32).toString('hex');
  return {
    'that is garbage': 'doctor.was.here',
    'with "alg": "none"': `${encodePart({ alg: 'none', typ: 'JWT' })}.${encodePart(claims)}.`,
    'with a signature of nobody': signHs256(
      encodePart({ alg: 'HS256', typ: 'JWT' }),
      claims,
      secret,
    ),
  };
}

/** That none of them counts. */
export const forged: Check<DeployedWorld> = {
  id: 'url-forged',
  title: 'Forged tokens',
  async run(world) {
    const findings = await Promise.all(
      Object.entries(forgeries(world)).map(async ([what, token]): Promise<Finding[]> => {
        const headers = { Authorization: `Bearer ${token}` };
        const answer = await ask(world, '/token', { method: 'POST', headers });
        if (answer.status === 200) return [letIn(`WITH A TOKEN ${what.toUpperCase()}`)];
        // The service's 403 comes after the proof was believed.
        if (answer.status === 403 && refusalIn(answer)) {
          const finding = `THE SERVICE BELIEVES A TOKEN ${what.toUpperCase()} (${describe(answer)}).`;
          return [wrong(finding, CLOSE)];
        }
        return answer.status === 401 ? [] : [unexpected(`A token ${what}`, answer)];
      }),
    );
    const found = findings.flat();
    return found.length > 0
      ? found
      : [ok('Garbage, unsigned and wrongly signed tokens are refused.')];
  },
};

const CLOSE =
  'Take the service down at once, and replace the API key. Then find out what is deployed there.';

const letIn = (how: string) =>
  wrong(`THE SERVICE LETS ANYBODY IN: IT ISSUED AN ACCESS TOKEN ${how}.`, CLOSE);

/** That guests are as the settings on this machine say. */
export const guests: Check<DeployedWorld> = {
  id: 'url-guests',
  title: 'Guests',
  async run(world) {
    const { settings } = world.target;
    if (!settings) return [];
    const answer = await ask(world, '/guest', { method: 'POST' });
    const code = refusalIn(answer);
    const found =
      code === 'guests_off' ? 'off' : code === 'challenge_missing' ? 'challenged' : 'open';
    if (found === 'open' && answer.status !== 200) return [unexpected('/guest', answer)];
    const { guests: wanted } = settings;
    const expected = !wanted ? 'off' : wanted.challenge ? 'challenged' : 'open';
    if (found === expected) return [ok('/guest is as the settings here say.')];
    return [
      warning(
        `/guest is ${found}, but the settings here make it ${expected}.`,
        'The deployed variables are others than these: npm run deploy',
      ),
    ];
  },
};

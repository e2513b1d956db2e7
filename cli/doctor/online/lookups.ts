/** Endpoints that the service asks with each request: about opaque tokens, and about challenges. */
import { randomBytes } from 'node:crypto';
import type { LoginSettings } from '../../../src/authenticate/ask-login';
import { requireChallenge } from '../../../src/authenticate/challenge';
import { introspection } from '../../../src/authenticate/introspection';
import type { AskedCredential } from '../../../src/authenticate/login';
import { userinfo } from '../../../src/authenticate/userinfo';
import { Refusal } from '../../../src/errors';
import { FetchFailure } from '../../../src/http/get';
import {
  type Check,
  type ConfiguredWorld,
  type Finding,
  isSilence,
  ok,
  unreachable,
  wrong,
} from '../check';

/** What nobody has issued. */
const madeUp = () => `doctor-${randomBytes(16).toString('hex')}`;

/** It comes in a cookie where the login takes cookies. */
function credential(endpoint: LoginSettings['endpoint']): AskedCredential {
  const token = madeUp();
  const cookie = endpoint.kind === 'userinfo' && endpoint.send === 'cookie';
  return { token, ...(cookie && { cookies: [['session', token]] }) };
}

/** Introspection and UserInfo endpoints, asked about a token that nobody has issued. */
export const lookup: Check<ConfiguredWorld> = {
  id: 'lookup',
  title: 'Endpoint for opaque tokens',
  async run(world) {
    const endpoints = world.settings.issuers.flatMap(({ login }) =>
      login ? [login.endpoint] : [],
    );
    return Promise.all(endpoints.map((endpoint) => judgeEndpoint(endpoint, world)));
  },
};

async function judgeEndpoint(
  endpoint: LoginSettings['endpoint'],
  { get }: ConfiguredWorld,
): Promise<Finding> {
  const name =
    endpoint.kind === 'userinfo' ? 'The UserInfo endpoint' : 'The introspection endpoint';
  const ask = endpoint.kind === 'userinfo' ? userinfo(endpoint) : introspection(endpoint);
  try {
    const answer = await ask(credential(endpoint), get);
    if ('no' in answer) return ok(`${name} answers, and denies a token that nobody issued.`);
    return wrong(
      `${name.toUpperCase()} CONFIRMS A TOKEN THAT NOBODY ISSUED. ANYBODY CAN GET IN.`,
      'Take its address out of the settings at once.',
    );
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    if (endpoint.kind === 'introspection' && [400, 401, 403].includes(error.status ?? 0)) {
      return wrong(
        `${name} does not accept this client: ${error.message}.`,
        "Correct the client's ID and secret, and the method by which it authenticates.",
      );
    }
    const finding = `${name} cannot be asked: ${error.message}.`;
    if (isSilence(error)) return unreachable(endpoint.url, finding);
    if ((error.status ?? 0) >= 500 || error.status === 429) {
      return wrong(
        finding,
        'The address answers, and fails. See the log of your login. Until then credentials that only it can judge are answered 503.',
      );
    }
    return wrong(
      finding,
      'See whether this address is the one that the documentation of your login names. Until then credentials that only it can judge are answered 503.',
    );
  }
}

/** The provider of the challenge for guests, shown an answer that no visitor gave. */
export const challenge: Check<ConfiguredWorld> = {
  id: 'challenge',
  title: 'Challenge for guests',
  async run({ settings: { guests }, get }) {
    if (!guests?.challenge) return [];
    try {
      await requireChallenge(madeUp(), guests.challenge, get);
    } catch (error) {
      return [judgeRefusal(Refusal.of(error))];
    }
    const finding = 'The challenge lets everybody pass, whatever the answer.';
    return [wrong(finding, "Set your site's own secret: this one is the provider's for tests.")];
  },
};

function judgeRefusal({ code, message }: Refusal): Finding {
  if (code === 'challenge_failed') {
    return ok('The provider answers, and a challenge that nobody solved does not count.');
  }
  if (code === 'server_misconfigured') {
    return wrong(
      'The provider of the challenge does not know GUEST_CHALLENGE_SECRET.',
      "Set the secret of your site, from the provider's console.",
    );
  }
  return wrong(
    `The provider of the challenge cannot be asked: ${message}.`,
    'Correct GUEST_CHALLENGE_URL. Until then no new guest gets a ticket.',
  );
}

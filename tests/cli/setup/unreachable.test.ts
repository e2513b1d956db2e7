/** Setup behind a firewall, and without a terminal. */
import { writeFileSync } from 'node:fs';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, SERVICE_SID } from '../../support/tokens';
import { FEW_ANSWERS, LOGIN } from './support/answers';
import { runHere } from './support/here';
import { Stage } from './support/stage';

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open(LOGIN);
});
afterEach(() => stage.close());

const silent = {
  connect: () => Promise.reject(Object.assign(new Error('lost'), { code: 'ENOTFOUND' })),
};

it('names the hosts that cannot be reached', async () => {
  const { code, said } = await runHere(stage, FEW_ANSWERS, silent);
  expect(said).toContain('(ENOTFOUND): api.twilio.com and conversations.twilio.com.');
  expect({ code, text: stage.text }).toEqual({ code: 1, text: undefined });
});

it('goes on without Twilio, with a key and a service that are given', async () => {
  writeFileSync(stage.path('key'), `${API_KEY_SECRET}\n`);
  let asked = 0;
  const connect = () => {
    asked += 1;
    return asked === 1 ? silent.connect() : Promise.resolve({} as never);
  };
  const { code } = await runHere(
    stage,
    {
      ...FEW_ANSWERS,
      unreachable: 'without',
      'api-key': undefined,
      'api-key-sid': API_KEY_SID,
      'api-key-secret-file': 'key',
    },
    { connect },
  );
  expect(code).toBe(0);
  expect(stage.values).toMatchObject({
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_API_KEY_SID: API_KEY_SID,
    TWILIO_API_KEY_SECRET: API_KEY_SECRET,
    CONVERSATIONS_SERVICE_SID: SERVICE_SID,
  });
});

it('stops with the answers kept as flags, and no secret among them', async () => {
  const { code, said } = await runHere(stage, { ...FEW_ANSWERS, unreachable: 'stop' }, silent);
  expect(code).toBe(1);
  expect(said).toContain(`--account-sid '${ACCOUNT_SID}' --region 'us1'`);
  expect(said).not.toContain('token');
});

it('names all missing flags at once, with an example', async () => {
  const { code, said } = await runHere(stage, { provider: 'auth0' });
  expect(code).toBe(1);
  for (const flag of [
    'account-sid AC…',
    'auth-token-file FILE',
    'region us1|ie1',
    'allowed-origins',
  ]) {
    expect(said).toContain(`\n  --${flag}`);
  }
  expect(said).toMatch(/\nFor example: npm run setup -- --account-sid AC… .*--yes$/);
});

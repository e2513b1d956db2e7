import { createTestService } from '../support/service';
import { sharedSecretEnvironment } from '../support/tokens';

describe('/health', () => {
  it('says that the settings are valid, and nothing of them', async () => {
    const { health, log } = createTestService({ environment: sharedSecretEnvironment() });
    expect(await health()).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(log).toMatchObject([{ event: 'health', level: 'info', status: 200 }]);
  });

  it('says that they are not, and not which', async () => {
    const environment = sharedSecretEnvironment({ TWILIO_REGION: 'mars1' });
    const { body, status } = await createTestService({ environment }).health();
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toMatch(/TWILIO_REGION|mars1/);
  });
});

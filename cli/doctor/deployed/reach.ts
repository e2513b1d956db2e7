/** Whether the service is there, is public, and has valid settings. */
import { type Check, type Finding, ok, wrong } from '../check';
import { Unreachable } from '../http';
import { ask, type DeployedWorld, describe, isOfService, refusalIn } from './target';

/** That anything answers. */
export const reachable: Check<DeployedWorld> = {
  id: 'url-reachable',
  title: 'Address of the service',
  async run(world) {
    try {
      const { status } = await ask(world, '/health');
      if (status < 300 || status >= 400) return [ok('Something answers there.')];
      const finding = `It redirects (status ${status}). Browsers drop the token on the way.`;
      return [wrong(finding, 'Use the address that it redirects to.')];
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      const remedy = 'Compare the address with what npm run deploy printed.';
      return [wrong(`Nothing answers there: ${error.message}.`, remedy)];
    }
  },
};

/** That the functions answer, and not the platform in their place. */
export const isPublic: Check<DeployedWorld> = {
  id: 'url-public',
  title: 'Public functions',
  async run(world) {
    const [health, token] = await Promise.all([
      ask(world, '/health'),
      ask(world, '/token', { method: 'POST' }),
    ]);
    const findings = Object.entries({ '/health': health, '/token': token }).flatMap(
      ([path, answer]): Finding[] => {
        if (isOfService(answer)) return [];
        const finding = `${path} does not answer as this service does: ${describe(answer)}.`;
        return [wrong(finding, remedyFor(answer.status))];
      },
    );
    return findings.length > 0 ? findings : [ok('/health and /token answer everybody.')];
  },
};

function remedyFor(status: number): string {
  if (status === 403) {
    return 'The platform answers for functions that are not public. Deploy again: npm run deploy';
  }
  if (status === 404) return 'Deploy first, or correct the address: it is the one before /token.';
  return 'Look at the log of the deployment in the console.';
}

/** `/health` */
export const health: Check<DeployedWorld> = {
  id: 'url-health',
  title: 'Health',
  async run(world) {
    const answer = await ask(world, '/health');
    if (answer.status === 200) return [ok('The deployed settings are valid.')];
    const misconfigured = refusalIn(answer) === 'server_misconfigured';
    return [
      misconfigured
        ? wrong(
            'The deployed settings are not valid.',
            'The log of the deployment names every variable, in its entry with the event settings.',
          )
        : wrong(`/health answers ${describe(answer)}.`, 'Look at the log of the deployment.'),
    ];
  },
};

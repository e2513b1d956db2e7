/** Whether browsers let the right pages ask, and no others. */
import { type Check, type Finding, ok, warning, wrong } from '../check';
import type { HttpAnswer } from '../http';
import { ask, type DeployedWorld, refusalIn } from './target';

/** Reserved, so nobody's (RFC 6761 §6.4). */
const FOREIGN = 'https://doctor.invalid';

/** The origins that are to be let in: the one that was named, or else those of the settings. */
function ownOrigins({ target: { origin, settings } }: DeployedWorld): readonly string[] {
  if (origin !== undefined) return [origin];
  const allowed = settings?.allowedOrigins ?? 'any';
  return allowed === 'any' ? [] : allowed;
}

const askFrom = (world: DeployedWorld, origin: string) =>
  ask(world, '/token', { method: 'POST', headers: { Origin: origin } });

/** Whether the page of an origin may read an answer. */
function isReadable({ headers }: HttpAnswer, origin: string): boolean {
  const allowed = headers['access-control-allow-origin'];
  return allowed === '*' || allowed === origin;
}

/** That the own pages are let in. */
export const cors: Check<DeployedWorld> = {
  id: 'url-cors',
  title: 'CORS for your pages',
  run: (world) =>
    Promise.all(
      ownOrigins(world).map(async (origin): Promise<Finding> => {
        const answer = await askFrom(world, origin);
        if (refusalIn(answer) !== 'origin_not_allowed' && isReadable(answer, origin)) {
          return ok(`Pages of ${origin} may ask.`);
        }
        return wrong(
          `Pages of ${origin} may not ask.`,
          'Add the origin to ALLOWED_ORIGINS, exactly as browsers send it, and deploy.',
        );
      }),
    ),
};

/** That the pages of others are not, where there is a list. */
export const foreignOrigin: Check<DeployedWorld> = {
  id: 'url-foreign-origin',
  title: "CORS for others' pages",
  async run(world) {
    const { settings } = world.target;
    if (!settings || settings.allowedOrigins === 'any') return [];
    const answer = await askFrom(world, FOREIGN);
    if (refusalIn(answer) === 'origin_not_allowed') return [ok("Others' pages may not ask.")];
    return [
      wrong(
        'Pages of any origin may ask, although ALLOWED_ORIGINS has a list here.',
        'The deployed variables are others than these: npm run deploy',
      ),
    ];
  },
};

/** That a browser may send the token: what it asks beforehand is answered by the platform. */
export const preflight: Check<DeployedWorld> = {
  id: 'url-preflight',
  title: 'Preflight request',
  async run(world) {
    const [origin = FOREIGN] = ownOrigins(world);
    const answer = await ask(world, '/token', {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      },
    });
    // https://fetch.spec.whatwg.org/#ok-status
    if (answer.status < 200 || answer.status > 299 || !isReadable(answer, origin)) {
      const finding = `A preflight request is refused (status ${answer.status}).`;
      return [wrong(finding, 'The platform answers it. See what stands before the service.')];
    }
    const named = String(answer.headers['access-control-allow-headers'] ?? '').toLowerCase();
    const names = named.split(',').map((name) => name.trim());
    if (['authorization', 'content-type'].every((name) => names.includes(name))) {
      return [ok('The headers Authorization and Content-Type are allowed.')];
    }
    const remedy = 'Send the token form-encoded as access_token: that needs no preflight.';
    // https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
    return names.includes('*')
      ? [
          warning(
            'All headers are allowed, but Authorization must be named in some browsers.',
            remedy,
          ),
        ]
      : [wrong('The headers Authorization and Content-Type are not both allowed.', remedy)];
  },
};

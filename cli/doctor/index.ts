/**
 * The doctor: looks at everything that makes the service fail, and says what to do. Offline it looks
 * at this machine, online at whom the service will ask, and with an address at a deployed service.
 */
import { parseSettings, type Settings } from '../../src/settings';
import { DEPLOYED } from './deployed';
import { parseTargetUrl } from './deployed/target';
import { type BoundCheck, bind, examine, type Report } from './examine';
import { OFFLINE } from './offline';
import { ISSUERS, TWILIO } from './online';
import type { World } from './world';

export type { Check, Finding, Status } from './check';
export type { Report, ReportedFinding, Skipped } from './examine';
export { renderReport } from './render';
export { systemWorld, type World } from './world';

/** How far the doctor goes. */
export interface DoctorOptions {
  /** Ask nobody. Default: false. */
  offline?: boolean;
  /** The address of a deployed service, to be probed from outside. https, or http on loopback. */
  url?: string;
  /** The origin of a page that the deployed service must let in; default: those of the settings. */
  origin?: string;
  /** A token of the login, to be shown to the deployed service. */
  bearer?: string;
}

/**
 * Runs all checks that the options ask for.
 *
 * @throws Error with a sentence for options that contradict each other
 */
export async function runDoctor(options: DoctorOptions, world: World): Promise<Report> {
  const { offline = false, url } = options;
  const { values } = world.environment;
  const parsed = parseSettings(values, world.policy);
  const settings = parsed.ok ? parsed.settings : undefined;
  const target = url === undefined ? undefined : parseTargetUrl(url);
  requireSense(options);
  const groups = [
    [bind(OFFLINE, world)],
    ...(settings && !offline ? online({ ...world, settings }) : []),
    ...(target === undefined ? [] : [deployed(target, options, settings, world)]),
  ];
  const report = await examine(groups, world.limit);
  if (settings || offline) return report;
  const reason = 'First put the settings right.';
  const left = [...ISSUERS, ...TWILIO.flat()].map(({ id, title }) => ({ id, title, reason }));
  return { ...report, skipped: [...left, ...report.skipped] };
}

const online = (world: World & { settings: Settings }) => [
  [bind(ISSUERS, world)],
  TWILIO.map((checks) => bind(checks, world)),
];

function deployed(
  url: string,
  { origin, bearer }: DoctorOptions,
  settings: Settings | undefined,
  world: World,
): BoundCheck[][] {
  const target = { url, origin, bearer, settings };
  return DEPLOYED.map((checks) => bind(checks, { ...world, target }));
}

function requireSense({ offline, url, origin, bearer }: DoctorOptions): void {
  if (offline && url !== undefined) throw new Error('--offline and --url contradict each other.');
  if (url === undefined && (origin !== undefined || bearer !== undefined)) {
    throw new Error('--origin and --bearer need --url: they are shown to a deployed service.');
  }
  if (origin !== undefined && !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+$/.test(origin)) {
    throw new Error('--origin must be as browsers send it, such as https://app.example.com.');
  }
  // Never said with the token in it.
  if (bearer !== undefined && !/^[\x21-\x7e]+$/.test(bearer)) {
    throw new Error('--bearer is no token: it is empty, or has white space in it.');
  }
}

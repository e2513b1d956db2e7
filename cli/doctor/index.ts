/**
 * The doctor: looks at everything that makes the service fail, and says what to do. Offline it looks
 * at this machine, online at whom the service will ask, and with an address at a deployed service.
 */
import { parseUnchecked } from '../../policy-check';
import { isLoopback } from '../../src/http/url';
import type { Settings } from '../../src/settings';
import { UsageMistake } from '../command';
import { wrong } from './check';
import { DEPLOYED } from './deployed';
import { parseTargetUrl } from './deployed/target';
import { type BoundCheck, bind, examine, type Report, reportOf, type Stages } from './examine';
import { BUILD, FILE, MACHINE } from './offline';
import { ISSUERS, TWILIO } from './online';
import type { World } from './world';

export type { Check, Finding, Status } from './check';
export type { Report, ReportedFinding, Skipped } from './examine';
export { renderReport } from './render';
export { systemWorld, type World } from './world';

/** How far the doctor goes. */
export interface DoctorOptions {
  /** Ask no one. Default: false. */
  offline?: boolean;
  /** Leave out what lies ready to be deployed. Default: false. */
  withoutBuild?: boolean;
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
 * @throws UsageMistake for options that contradict each other
 */
export async function runDoctor(options: DoctorOptions, world: World): Promise<Report> {
  const { offline = false, withoutBuild = false, url } = options;
  const parsed = parseUnchecked(world.environment.values, world.policy);
  const settings = parsed.ok ? parsed.settings : undefined;
  const target = url === undefined ? undefined : parseTargetUrl(url);
  requireSense(options);
  const here: Stages[] = [
    [bind(MACHINE, world)],
    FILE.map((checks) => bind(checks, world)),
    ...(withoutBuild ? [] : [[bind(BUILD, world)]]),
  ];
  const [local, online, deployed] = await Promise.all([
    examine(here, world.limit),
    settings && !offline
      ? examine(onlineChecks({ ...world, settings }), world.limit).then(withoutRepetition)
      : undefined,
    target === undefined
      ? undefined
      : examine([deployedChecks(target, options, settings, world)], world.limit),
  ]);
  const reports = [local, online, deployed].filter((each) => each !== undefined);
  const reason = 'First fix the settings.';
  const left =
    settings || offline
      ? []
      : [...ISSUERS, ...TWILIO.flat()].map(({ id, title }) => ({ id, title, reason }));
  return reportOf(
    reports.flatMap(({ findings }) => findings),
    [...left, ...reports.flatMap(({ skipped }) => skipped)],
  );
}

/**
 * What a deployment must not begin with: everything that is wrong on this machine, without asking
 * others.
 *
 * @param options `env` is the environment file, `.env` unless another one is named
 */
export const checkBeforeDeployment = (world: World): Promise<Report> =>
  runDoctor({ offline: true }, world);

const onlineChecks = (world: World & { settings: Settings }): Stages[] => [
  [bind(ISSUERS, world)],
  TWILIO.map((checks) => bind(checks, world)),
];

/**
 * Where nothing outside of this machine can be reached at all, that is one finding, and not one for
 * each address. The addresses may well be right.
 */
function withoutRepetition({ findings, skipped }: Report): Report {
  const silent = findings.flatMap(({ unreachable }) => unreachable ?? []);
  const outside = [...new Set(silent.map((address) => new URL(address).host))];
  const answered = findings.some(({ status, unreachable }) => status === 'ok' && !unreachable);
  if (
    answered ||
    outside.length < 2 ||
    silent.some((address) => isLoopback(new URL(address).hostname))
  ) {
    return reportOf(findings, skipped);
  }
  const connection = wrong(
    `This machine reaches nothing outside: there was no answer from ${outside.join(' and ')}.`,
    'Connect it, or check everything else with --offline. In a company, HTTPS_PROXY may have to name the proxy.',
  );
  return reportOf(
    [
      { id: 'connection', title: 'Connection', ...connection },
      ...findings.filter(({ unreachable }) => unreachable === undefined),
    ],
    skipped.map((each) => ({ ...each, reason: 'First connect this machine.' })),
  );
}

function deployedChecks(
  url: string,
  { origin, bearer }: DoctorOptions,
  settings: Settings | undefined,
  world: World,
): BoundCheck[][] {
  const target = { url, origin, bearer, settings };
  return DEPLOYED.map((checks) => bind(checks, { ...world, target }));
}

function requireSense({ offline, url, origin, bearer }: DoctorOptions): void {
  const refuse = (sentence: string): never => {
    throw new UsageMistake(sentence);
  };
  if (offline && url !== undefined) refuse('--offline and --url contradict each other.');
  if (url === undefined && (origin !== undefined || bearer !== undefined)) {
    refuse('--origin and --bearer need --url: they are shown to a deployed service.');
  }
  if (origin !== undefined && !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+$/.test(origin)) {
    refuse('--origin must be as browsers send it, such as https://app.example.com.');
  }
  // The sentence never has the token in it.
  if (bearer !== undefined && !/^[\x21-\x7e]+$/.test(bearer)) {
    refuse('--bearer is not a token: it is empty, or has white space in it.');
  }
}

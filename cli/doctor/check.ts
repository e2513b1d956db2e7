/** What a check is, and what it finds. */
import type { FetchFailure } from '../../src/http/get';
import type { Settings } from '../../src/settings';
import type { World } from './world';

/** How bad a finding is: `wrong` means that the service does not work, or lets somebody in. */
export type Status = 'ok' | 'warning' | 'wrong';

/** One row of the table. No text in it has a secret, a token or personal data in it. */
export interface Finding {
  status: Status;
  /** What was found, as sentences. */
  finding: string;
  /** What to do; only where there is something to do. */
  remedy?: string;
  /** The address that could not be reached at all, if that is what was found. */
  unreachable?: string;
}

/**
 * One thing that is looked at. What throws or hangs counts as wrong, so a check need not guard itself.
 *
 * @typeParam W what it needs beyond the world
 */
export interface Check<W = World> {
  /** Stable, for machines. */
  id: string;
  title: string;
  /** An empty list: there was nothing to look at. */
  run(world: W): readonly Finding[] | Promise<readonly Finding[]>;
}

/** The world of the checks that need valid settings. */
export interface ConfiguredWorld extends World {
  settings: Settings;
}

/** A finding that needs no remedy. */
export const ok = (finding: string): Finding => ({ status: 'ok', finding });

/** A finding that may be meant so. */
export const warning = (finding: string, remedy: string): Finding => ({
  status: 'warning',
  finding,
  remedy,
});

/** A finding that must be fixed. */
export const wrong = (finding: string, remedy: string): Finding => ({
  status: 'wrong',
  finding,
  remedy,
});

/** A finding about an address from which nothing came: no connection, no name, or no answer in time. */
export const unreachable = (address: string, finding: string): Finding => ({
  ...wrong(
    finding,
    'See whether this machine can reach it (a firewall, a proxy, a name that only another network knows), and whether it is up.',
  ),
  unreachable: address,
});

/** Whether a failure is about the connection: there was no answer at all. */
export function isSilence({ status, message }: FetchFailure): boolean {
  return status === undefined && /the request failed: E|no whole answer within/.test(message);
}

/** The findings, or one good row if there are none. */
export const orOk = (findings: readonly Finding[], finding: string): readonly Finding[] =>
  findings.length > 0 ? findings : [ok(finding)];

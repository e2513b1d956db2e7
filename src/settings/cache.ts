/** Parses the settings once per instance, and again when a value has changed. */
import { type ParsedSettings, type Policy, parseSettings, settingsOf } from '.';
import { problemsOfPolicy } from './stamp';

/** Parses an environment. */
export type Parse = (environment: Readonly<Record<string, unknown>>) => ParsedSettings;

/**
 * Makes a parser that keeps its last result.
 *
 * @param policy what the deployment decides in TypeScript
 * @param onParse called with each result that is new, so once per instance and change
 */
export function createSettingsCache(
  policy: Policy,
  onParse: (parsed: ParsedSettings) => void,
): Parse {
  const parse: Parse = (environment) => {
    const problems = problemsOfPolicy(policy);
    return problems.length > 0 ? { ok: false, problems } : parseSettings(environment, policy);
  };
  let last: { names: string[]; values: unknown[]; parsed: ParsedSettings } | undefined;

  /** Names matter too: an unknown one is a problem. Values are only read by known names. */
  const isUnchanged = (environment: Readonly<Record<string, unknown>>, names: string[]) =>
    last?.names.length === names.length &&
    names.every(
      (name, i) =>
        name === last?.names[i] &&
        (last.values[i] === IGNORED || last.values[i] === environment[name]),
    );

  return (environment) => {
    const names = Object.keys(environment);
    if (last && isUnchanged(environment, names)) return last.parsed;
    const parsed = parse(environment);
    const known = new Set(settingsOf(policy));
    const values = names.map((name) => (known.has(name) ? environment[name] : IGNORED));
    last = { names, values, parsed };
    onParse(parsed);
    return parsed;
  };
}

/** In place of a value that is not looked at: the platform warns when certain others are read. */
const IGNORED = Symbol('ignored');

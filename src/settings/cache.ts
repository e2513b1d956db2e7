/** Parses the settings once per instance, and again when a value has changed. */
import { type ParsedSettings, parseSettings } from '.';
import { VARIABLES } from './variables';

/**
 * Makes a parser that remembers its last result.
 *
 * @param onParse told of each result that is new, so once per instance and change
 */
export function rememberSettings(
  onParse: (parsed: ParsedSettings) => void,
): (environment: Readonly<Record<string, unknown>>) => ParsedSettings {
  let last: { names: string; values: readonly unknown[]; parsed: ParsedSettings } | undefined;
  return (environment) => {
    // The names matter too: an unknown one is a problem. Values are read by known names only, as
    // the platform warns when certain others are read.
    const names = Object.keys(environment).join();
    if (
      last?.names === names &&
      last.values.every((value, i) => value === environment[VARIABLES[i] as string])
    ) {
      return last.parsed;
    }
    const parsed = parseSettings(environment);
    last = { names, values: VARIABLES.map((name) => environment[name]), parsed };
    onParse(parsed);
    return parsed;
  };
}

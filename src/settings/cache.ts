/** Parses the settings once per instance, and again when a value has changed. */
import { type ParsedSettings, type Policy, parseSettings, settingsOf } from '.';

/**
 * Makes a parser that remembers its last result.
 *
 * @param policy what the deployment decides in TypeScript
 * @param onParse told of each result that is new, so once per instance and change
 */
export function rememberSettings(
  policy: Policy,
  onParse: (parsed: ParsedSettings) => void,
): (environment: Readonly<Record<string, unknown>>) => ParsedSettings {
  const variables = settingsOf(policy);
  let last:
    | { names: readonly string[]; values: readonly unknown[]; parsed: ParsedSettings }
    | undefined;
  return (environment) => {
    // The names matter too: an unknown one is a problem. Values are read by known names only, as
    // the platform warns when certain others are read.
    const names = Object.keys(environment);
    if (
      last?.names.length === names.length &&
      last.names.every((name, i) => name === names[i]) &&
      last.values.every((value, i) => value === environment[variables[i] as string])
    ) {
      return last.parsed;
    }
    const parsed = parseSettings(environment, policy);
    last = { names, values: variables.map((name) => environment[name]), parsed };
    onParse(parsed);
    return parsed;
  };
}

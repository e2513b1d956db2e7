/** Colours, where there is a terminal that wants them. */

/** Ways to mark text, by the codes of ECMA-48 §8.3.117 that begin and end them. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  underline: [4, 24],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** The name of a way to mark text. */
export type Style = keyof typeof CODES;

/** Marks text. */
export type Paint = (text: string, ...styles: Style[]) => string;

/**
 * Whether a stream should get colours: https://no-color.org and `FORCE_COLOR` decide, and else
 * whether it is a terminal.
 */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv,
): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return stream.isTTY === true && TERM !== 'dumb';
}

/** Paints, or leaves the text as it is. */
export function painter(colour: boolean): Paint {
  if (!colour) return (text) => text;
  return (text, ...styles) =>
    styles.reduce((inner, style) => {
      const [begin, end] = CODES[style];
      return `\u001b[${begin}m${inner}\u001b[${end}m`;
    }, text);
}

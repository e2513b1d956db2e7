/** Text from elsewhere for a terminal: whoever can shape it must not shape what is around it. */

/** The longest text of the input that is shown, in characters. */
export const MAX_SHOWN = 200;

/**
 * A text without anything that a terminal obeys or that changes the order of what is around it:
 * control characters, direction marks, line ends, lone surrogates and the like become `\u{1b}`.
 *
 * @param most characters; a longer text is cut off, which shows
 */
export function printable(text: string, most = MAX_SHOWN): string {
  // No character has more than two units.
  const characters = [...text.slice(0, 2 * most + 1)];
  const shown = characters.length > most ? [...characters.slice(0, most - 1), '…'] : characters;
  return shown
    .join('')
    .replace(
      /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
}

/** JSON in ASCII: `JSON.stringify` leaves direction marks and others as they are. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

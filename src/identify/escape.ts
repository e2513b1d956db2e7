/**
 * The format `escaped`: readable, and free of the characters that Twilio advises against.
 *
 * It is injective and reversible: `_` always starts the code of one byte, so no two texts meet.
 */

/**
 * Escapes a well-formed text: A–Z a–z 0–9 `-` `.` stay, every other byte of its UTF-8 becomes `_`
 * and two upper-case hexadecimal digits.
 */
export function escapeIdentity(text: string): string {
  // Most subjects need nothing.
  if (/^[A-Za-z0-9.-]*$/.test(text)) return text;
  // Percent-encoding with another sign, once the seven characters that it leaves alone are coded too.
  return encodeURIComponent(text)
    .replace(/[_!~*'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%', '_');
}

/** The text that `escapeIdentity` made this of, or undefined if it made this of none. */
export function unescapeIdentity(escaped: string): string | undefined {
  if (!/^(?:[A-Za-z0-9.-]|_[0-9A-F]{2})*$/.test(escaped)) return undefined;
  try {
    const text = decodeURIComponent(escaped.replaceAll('_', '%'));
    return escapeIdentity(text) === escaped ? text : undefined;
  } catch {
    return undefined;
  }
}

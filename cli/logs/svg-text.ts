/** Text of the input for SVG. */
import { printable } from '../printable';

/** A text as the content or an attribute of an SVG element, in one line of the house's charts. */
export function svgText(text: string): string {
  return printable(text, 100).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

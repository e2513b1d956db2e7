/** From a stream to lines. No more of it is held than one line of bounded length. */
import { StringDecoder } from 'node:string_decoder';

/** Characters. The service's own lines have a few hundred; nothing that is wrapped comes near. */
export const MAX_LINE_LENGTH = 256 * 1024;

/**
 * Reads lines. Only a line feed ends one: what other programs take for a line end may stand in a
 * JSON text.
 *
 * @param input UTF-8, as bytes or text, cut anywhere
 * @returns the lines without their ends; undefined for each that is over `MAX_LINE_LENGTH`
 */
export async function* readLines(
  input: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<string | undefined> {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let tooLong = false;
  const extend = (part: string) => {
    tooLong ||= line.length + part.length > MAX_LINE_LENGTH;
    line = tooLong ? '' : line + part;
  };
  const take = () => {
    const taken = tooLong ? undefined : line.replace(/^\uFEFF|\r$/g, '');
    line = '';
    tooLong = false;
    return taken;
  };

  for await (const chunk of input) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk));
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      extend(text.slice(start, end));
      start = end + 1;
      yield take();
    }
    extend(text.slice(start));
  }
  extend(decoder.end());
  if (tooLong || line !== '') yield take();
}

/** Lines of one object in a list that the Twilio CLI prints with `-o json`; it has twelve members. */
const LONGEST_OBJECT = 64;

/**
 * Joins the lines of each object in a list that is printed with an indent of two, so that it can be
 * read like one that stands on a line of its own. All other lines pass, except empty ones and those
 * that begin and end the list.
 */
export async function* joinObjects(
  lines: AsyncIterable<string | undefined>,
): AsyncGenerator<string | undefined> {
  let parts: string[] = [];
  for await (const line of lines) {
    if (parts.length > 0) {
      if (line === '  }' || line === '  },') {
        yield [...parts, '}'].join('\n');
        parts = [];
        continue;
      }
      if (line?.startsWith('    ') && parts.length < LONGEST_OBJECT) {
        parts.push(line);
        continue;
      }
      // It was no such list.
      yield parts.join('\n');
      parts = [];
    }
    if (line === '  {') parts.push('{');
    else if (line === undefined || !/^(?:\s*|\[|\]|\[\])$/.test(line)) yield line;
  }
  if (parts.length > 0) yield parts.join('\n');
}

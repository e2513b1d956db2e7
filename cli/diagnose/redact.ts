/** The last word on secrecy: an issuer's answer may repeat the very token that it is about. */

const WORD = '[a token]';

/** Shorter texts stand in other texts by chance. */
const MIN_LENGTH = 8;

/** A copy of a JSON value in which no text, and no member's name, has a token in it. */
export function withoutTokens<T>(value: T, tokens: readonly string[]): T {
  const secrets = tokens.filter((token) => token !== '');
  const clean = (text: string) =>
    secrets.reduce(
      (rest, token) =>
        token.length >= MIN_LENGTH ? rest.replaceAll(token, WORD) : rest === token ? WORD : rest,
      text,
    );
  const walk = (each: unknown): unknown => {
    if (typeof each === 'string') return clean(each);
    if (Array.isArray(each)) return each.map(walk);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(
      Object.entries(each).map(([name, member]) => [clean(name), walk(member)]),
    );
  };
  return walk(value) as T;
}

/** Which addresses the service may fetch from and believe. */

/** Whether a host name of a URL is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * Parses an address whose answers are trusted: https anywhere, http on loopback only, without user
 * name, password or fragment. Anything else is undefined.
 */
export function parseTrustworthyUrl(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const secure =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!secure || url.username || url.password || text.includes('#')) return undefined;
  return url;
}

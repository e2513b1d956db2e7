/** Finding a free port, so that one in use costs a sentence and not a stack trace. */

const ATTEMPTS = 20;

/**
 * Reads a port from an option or a variable.
 *
 * @param source the name by which the user knows it
 * @throws if it is not an integer between 0 (any free port) and 65535
 */
export function parsePort(text: string, source: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new Error(`${source} must be a number between 0 and 65535, and is "${text}".`);
  }
  return port;
}

/**
 * Opens something on the first free port from `wanted` on, and says so if that is another one.
 *
 * @param what the subject of that sentence
 * @param wanted 0 for any port, which the system then chooses
 * @param open must fail with `EADDRINUSE` if the port is in use
 */
export async function openOnFreePort<T>(
  what: string,
  wanted: number,
  open: (port: number) => Promise<T>,
): Promise<T> {
  if (wanted === 0) return open(0);
  for (let port = wanted; port < wanted + ATTEMPTS && port <= 65535; port++) {
    try {
      return await open(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      console.log(`Port ${port} is in use, so ${what} tries the next one.`);
    }
  }
  throw new Error(`${what} found no free port from ${wanted} on.`);
}

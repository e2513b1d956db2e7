/** Finding a port that is free, so that a busy one costs a sentence and not a stack trace. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ATTEMPTS = 20;

/** Thrown by whatever finds its port in use; `code` is that of the same error of Node's. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  readonly code = 'EADDRINUSE';
}

/**
 * Reads a port out of an option or a variable.
 *
 * @param source the name by which the user knows it.
 * @throws when it is no number between 0 (any free port) and 65535.
 */
export function parsePort(text: string, source: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) {
    throw new Error(`${source} must be a number between 0 and 65535, and is "${text}".`);
  }
  return port;
}

/**
 * Opens something on the first free port from `wanted` on, and says so when it is another one.
 *
 * @param what the subject of that sentence.
 * @param wanted 0 for any port, which the system then chooses among the free ones.
 * @param open is to fail with `EADDRINUSE` when the port is in use.
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

/**
 * Makes sure that a server can listen on a port of all addresses, and that nobody else is listening
 * there on loopback alone: some systems allow both, and `localhost` then leads to the other one.
 *
 * @param port 0 for any.
 * @returns the port, or the one that was chosen for 0.
 * @throws `EADDRINUSE` when it is in use.
 */
export async function assertFree(port: number): Promise<number> {
  const free = await tryListening(port);
  for (const loopback of ['127.0.0.1', '::1']) {
    await tryListening(free, loopback).catch((error: NodeJS.ErrnoException) => {
      // Anything else means that this machine lacks the address, most often that of IPv6.
      if (error.code === 'EADDRINUSE') throw error;
    });
  }
  return free;
}

async function tryListening(port: number, host?: string): Promise<number> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return address.port;
}

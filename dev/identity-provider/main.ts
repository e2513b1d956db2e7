/**
 * The identity provider as a process of its own: `tsx dev/identity-provider/main.ts --port 0`.
 *
 * Prints one line of JSON, `{"issuer":"…","audience":"…"}`, when it is ready. Ends on SIGINT and
 * SIGTERM, and when its standard input ends: a parent that dies takes it along.
 */
import { parseArgs } from 'node:util';
import { DEFAULT_PORT } from './client';
import { startIdentityProvider } from './provider';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const provider = await startIdentityProvider(Number(values.port ?? DEFAULT_PORT));
  const stop = () => void provider.close().then(() => process.exit());
  process.once('SIGINT', stop).once('SIGTERM', stop);
  process.stdin.once('end', stop).resume();
  console.log(JSON.stringify({ issuer: provider.issuer, audience: provider.audience }));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});

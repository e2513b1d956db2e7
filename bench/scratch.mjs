/**
 * What a run needs on the machine and takes away again, however it ends: a temporary folder for
 * the certificate and the tokens, and the child processes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** @param {string} certificate the PEM that the children shall trust */
export function openScratch(certificate) {
  const folder = mkdtempSync(join(tmpdir(), 'token-bench-'));
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const children = new Set();
  process.on('exit', () => {
    for (const child of children) child.kill();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }

  const authority = join(folder, 'issuer.pem');
  writeFileSync(authority, certificate);
  // Nothing is inherited: NODE_OPTIONS or a proxy of the developer's would be measured with it.
  const env = { NODE_EXTRA_CA_CERTS: authority };
  return { folder, children, env };
}

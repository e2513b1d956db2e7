/** Setup in this process: its terminal, its signals, its exit code. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { Cancelled } from './failures';
import { plainReport } from './report';
import { runSetup, type SetupWorld } from './run';

/** Comments for a new environment file. */
const TEMPLATE = resolve(__dirname, '../../.env.example');

/** What is not the process's own. */
export type Outside = Pick<SetupWorld, 'connect' | 'get' | 'doctor' | 'home'>;

/** Runs setup, then ends the process. */
export async function startSetup(outside: Outside): Promise<never> {
  const { stdin, stdout } = process;
  const controller = new AbortController();
  const cancel = (code: number) => controller.abort(new Cancelled(code));
  // Between two questions Ctrl-C is a signal. Only the first one counts: the rest is cleaning up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => cancel(128 + constants.signals[signal]));
  }
  // A terminal that is closed ends the input, or breaks it.
  const ended = () => cancel(128 + constants.signals.SIGINT);
  stdin.on('end', ended).on('error', ended);
  stdout.on('error', ended);

  const asks = stdin.isTTY && stdout.isTTY;
  // The library for questions is loaded only where somebody can be asked.
  const on = asks ? await import('./terminal') : undefined;
  const code = await runSetup({
    ...outside,
    args: process.argv.slice(2),
    environment: process.env,
    template: readFileSync(TEMPLATE, 'utf8'),
    terminal: on?.openTerminal(controller.signal),
    report: on?.terminalReport ?? plainReport,
    now: () => new Date(),
    signal: controller.signal,
  });
  process.exit(code);
}

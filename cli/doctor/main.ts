/**
 * Finds what is wrong before the first user does: `npm run doctor`. Ends with code 1 if anything is.
 *
 * - `--env FILE`: the environment to look at. Default: `.env`.
 * - `--offline`: asks nobody.
 * - `--url https://…`: probes a deployed service too, from outside.
 * - `--origin https://…`: with `--url`, the page that must be let in. Default: those of the settings.
 * - `--bearer TOKEN`: with `--url`, a token of the login, which must get an access token; `-` reads it
 *   from standard input, so that it is in no history of the shell.
 * - `--json`: for machines.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { renderReport, runDoctor, systemWorld } from '.';

/** @returns whether nothing is wrong */
async function main(): Promise<boolean> {
  const { values: options } = parseArgs({
    options: {
      env: { type: 'string' },
      offline: { type: 'boolean', default: false },
      url: { type: 'string' },
      origin: { type: 'string' },
      bearer: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { env, offline, url, origin } = options;
  const bearer = options.bearer === '-' ? (await text(process.stdin)).trim() : options.bearer;
  const report = await runDoctor(
    {
      offline,
      ...(url !== undefined && { url }),
      ...(origin !== undefined && { origin }),
      ...(bearer !== undefined && { bearer }),
    },
    systemWorld(env === undefined ? {} : { env }),
  );
  const { columns: width, isTTY: terminal } = process.stdout;
  const colour = Boolean(terminal) && !process.env.NO_COLOR;
  console.log(
    options.json ? JSON.stringify(report, null, 2) : renderReport(report, { width, colour }),
  );
  return report.ok;
}

main().then(
  (ok) => {
    process.exitCode = ok ? 0 : 1;
  },
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);

/**
 * Shows the roles of the Conversations Service beside a recommended, locked-down set:
 * `npm run roles`. Changes nothing.
 *
 * - `--apply`: creates the recommended roles that do not exist, and prints their SIDs as
 *   `src/policy.ts` takes them. No role that exists is changed, and no default.
 * - `--json`: the same for machines.
 * - `--env FILE`: the environment to read. Default: `.env`.
 *
 * Exit code 1 if something is wrong, or could not be created.
 */
import { runRoles } from './run';

runRoles(process.argv.slice(2)).then(
  ({ text, done }) => {
    console.log(text);
    if (!done) process.exitCode = 1;
  },
  (error) => {
    console.error((error as Error).message);
    process.exitCode = 1;
  },
);

/** The doctor at the end of setup. */

import { renderReport, runDoctor, systemWorld, type World } from '../doctor';
import { wantsColour } from '../paint';

/**
 * Lets the doctor look at an environment file, and prints its table.
 *
 * @param adapt puts other things into the doctor's world
 * @returns whether nothing is wrong
 */
export async function examine(
  file: string,
  adapt: (world: World) => World = (world) => world,
): Promise<boolean> {
  const report = await runDoctor({ withoutBuild: true }, adapt(systemWorld({ env: file })));
  const { columns: width } = process.stdout;
  const colour = wantsColour(process.stdout, process.env);
  console.log(renderReport(report, { width, colour }));
  return report.ok;
}

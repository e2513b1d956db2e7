/** The two ways in which setup ends early without a bug. */

/** Something that the person at the keyboard can mend. The message is a full sentence for them. */
export class SetupMistake extends Error {
  override readonly name = 'SetupMistake';
}

/** The person, or a signal, wants it to end. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';

  /** @param exitCode of the process; for a signal 128 and its number, as shells count */
  constructor(readonly exitCode: number) {
    super('Cancelled.');
  }
}

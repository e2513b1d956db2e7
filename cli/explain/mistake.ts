/** A mistake in how the command is used. The message is a full sentence for the operator. */
export class UsageMistake extends Error {
  override readonly name = 'UsageMistake';
}

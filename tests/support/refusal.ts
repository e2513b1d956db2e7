/** Catches refusals, so that a test can look at them. */
import { Refusal, type RefusalCode } from '../../src/errors';

/** The refusal that an action throws; anything else it throws, or nothing, fails the test. */
export function refusalOf(action: () => unknown): Refusal {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The same for a promise. */
export async function asyncRefusalOf(action: Promise<unknown>): Promise<Refusal> {
  const outcome = await action.then(
    () => undefined,
    (error: unknown) => error,
  );
  return refusalOf(() => {
    if (outcome !== undefined) throw outcome;
  });
}

/** The code with which an action is refused, or `granted`. */
export function codeOf(action: () => unknown): RefusalCode | 'granted' {
  let granted = false;
  try {
    return refusalOf(() => {
      action();
      granted = true;
    }).code;
  } catch (error) {
    if (granted) return 'granted';
    throw error;
  }
}

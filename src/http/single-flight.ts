/** The third layer: whoever asks while a load is under way gets its result. */
import { LOAD_TIMEOUT, type Load } from '../authenticate/key-set/load';

/** A load that is shared while it is in flight. */
export interface SharedLoad<T> {
  load: Load<T>;
  /** Whether one is in flight now. */
  inFlight(): boolean;
}

/**
 * Shares one load among all who ask while it is under way. One that should have ended long ago was
 * frozen with the process, and nobody waits for it.
 *
 * @param now milliseconds since the epoch
 */
export function shareInFlight<T>(load: Load<T>, now: () => number): SharedLoad<T> {
  let flight: { result: Promise<T>; startedAt: number } | undefined;
  const inFlight = () => flight !== undefined && now() - flight.startedAt <= LOAD_TIMEOUT;
  return {
    inFlight,
    load: () => {
      if (flight && inFlight()) return flight.result;
      const mine = { result: load(), startedAt: now() };
      flight = mine;
      const end = () => {
        if (flight === mine) flight = undefined;
      };
      mine.result.then(end, end);
      return mine.result;
    },
  };
}

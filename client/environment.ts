/** What the library needs of a browser. Tests bring another one. */

/** Tells the milliseconds since it was started. */
export type Stopwatch = () => number;

/** The part of a `BroadcastChannel` that is used. */
export type Channel = Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'>;

/** The part of a `LockManager` (Web Locks) that is used. */
export type Locks = Pick<LockManager, 'request' | 'query'>;

/** The surroundings. */
export interface Environment {
  /** Milliseconds by the device's clock: it counts sleep, and jumps when somebody sets it. */
  readonly now: () => number;
  /** Milliseconds that never jump; in some browsers they stand still during sleep. */
  readonly uptime: () => number;
  /** Undefined where a page may not store anything. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | undefined;
  /** Undefined where tabs cannot talk to each other. */
  readonly channel: ((name: string) => Channel) | undefined;
  /** Undefined in pages that are neither https nor on this machine. */
  readonly locks: Locks | undefined;
  /** Calls when the device may have slept or been offline; returns what ends that. */
  readonly onWake: (listener: () => void) => () => void;
}

/** The browser this runs in. Whatever it lacks is done without. */
export function browserEnvironment(): Environment {
  return {
    now: Date.now,
    uptime: () => performance.now(),
    storage: storage(),
    channel: globalThis.BroadcastChannel && ((name) => new BroadcastChannel(name)),
    locks: globalThis.navigator?.locks,
    onWake,
  };
}

/**
 * Starts to measure. The device's clock may be set back, and the other one may stand still; whichever
 * has gone further is nearer the truth, and a clock that was set forward only makes things older.
 */
export function stopwatch({ now, uptime }: Environment, age = 0): Stopwatch {
  const started = [now(), uptime()] as const;
  return () => age + Math.max(now() - started[0], uptime() - started[1]);
}

function storage(): Storage | undefined {
  // Reading the property throws where cookies are blocked.
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function onWake(listener: () => void): () => void {
  const end = new AbortController();
  // The first one is of the document, and bubbles to the window.
  for (const event of ['visibilitychange', 'online', 'pageshow']) {
    globalThis.addEventListener?.(event, listener, { signal: end.signal });
  }
  return () => end.abort();
}

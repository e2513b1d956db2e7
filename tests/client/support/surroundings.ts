/** A browser for the client's logic: clocks, storage, and tabs that talk to each other. */
import { setImmediate } from 'node:timers/promises';
import type { Channel, Environment, Locks } from '../../../client/environment';

/** One device, on which several tabs can be open. */
export class Device {
  readonly stored = new Map<string, string>();
  readonly #channels = new Set<FakeChannel>();
  readonly locks = new FakeLocks();
  readonly #wakeListeners = new Set<() => void>();
  /** By how much somebody has set the clock. */
  #setBy = 0;

  /** The surroundings of another tab. */
  tab(overrides: Partial<Environment> = {}): Environment {
    return {
      now: () => Date.now() + this.#setBy,
      uptime: () => performance.now(),
      storage: {
        getItem: (name) => this.stored.get(name) ?? null,
        setItem: (name, value) => void this.stored.set(name, value),
        removeItem: (name) => void this.stored.delete(name),
      },
      channel: (name) => new FakeChannel(name, this.#channels),
      locks: this.locks as unknown as Locks,
      onWake: (listener) => {
        this.#wakeListeners.add(listener);
        return () => this.#wakeListeners.delete(listener);
      },
      ...overrides,
    };
  }

  /** Sets the clock, as users do. */
  setClock(milliseconds: number): void {
    this.#setBy += milliseconds;
  }

  /** Sleeps: no timer runs, and of the two clocks only one goes on. */
  sleep(milliseconds: number): void {
    jest.setSystemTime(Date.now() + milliseconds);
  }

  wake(): void {
    for (const listener of this.#wakeListeners) listener();
  }

  get listeners(): number {
    return this.#wakeListeners.size;
  }

  get openChannels(): number {
    return this.#channels.size;
  }
}

/** Lets everything happen that needs no time. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 20; round++) await setImmediate();
}

/** Lets time pass, and everything happen that falls due. */
export async function pass(milliseconds: number): Promise<void> {
  await settle();
  await jest.advanceTimersByTimeAsync(milliseconds);
  await settle();
}

class FakeChannel implements Channel {
  onmessage: BroadcastChannel['onmessage'] = null;
  readonly #name: string;
  readonly #all: Set<FakeChannel>;

  constructor(name: string, all: Set<FakeChannel>) {
    this.#name = name;
    this.#all = all;
    all.add(this);
  }

  postMessage(message: unknown): void {
    const copy = structuredClone(message);
    for (const other of this.#all) {
      if (other === this || other.#name !== this.#name) continue;
      queueMicrotask(() => {
        if (this.#all.has(other)) other.onmessage?.call(other as never, { data: copy } as never);
      });
    }
  }

  close(): void {
    this.#all.delete(this);
  }
}

/** Exclusive locks, as of the Web Locks API. */
export class FakeLocks {
  readonly held = new Map<string, Promise<unknown>>();

  async request<T>(name: string, options: { signal?: AbortSignal }, run: () => Promise<T>) {
    while (this.held.has(name)) {
      await Promise.race([this.held.get(name), aborted(options.signal)]);
    }
    const result = Promise.resolve(run());
    const done = result.catch(() => {}).then(() => this.held.delete(name));
    this.held.set(name, done);
    return result;
  }

  async query() {
    return { held: [...this.held.keys()].map((name) => ({ name })) };
  }
}

const aborted = (signal: AbortSignal | undefined) =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
  });

/** A browser for the client's logic: clocks, storage, and tabs that talk to each other. */
import { setImmediate } from 'node:timers/promises';
import { type Environment, environmentOf } from '../../../client/environment';

/** What of a global object is used. A test replaces what it wants to be missing or broken. */
export type Scope = Record<string, unknown>;

/** One device, on which several tabs can be open. */
export class Device {
  readonly stored = new Map<string, string>();
  readonly #channels = new Set<FakeChannel>();
  readonly locks = new FakeLocks();
  readonly #listeners = new Set<readonly [string, () => void]>();
  /** By how much the user has set the clock. */
  #setBy = 0;

  /** The global object of another tab. */
  scope(overrides: Scope = {}): Scope {
    const all = this.#channels;
    const scope: Scope = {
      performance: { now: () => performance.now() },
      localStorage: {
        getItem: (name: string) => this.stored.get(name) ?? null,
        setItem: (name: string, value: string) => void this.stored.set(name, value),
        removeItem: (name: string) => void this.stored.delete(name),
      },
      BroadcastChannel: class extends FakeChannel {
        constructor(name: string) {
          super(name, all);
        }
      },
      navigator: { locks: this.locks },
      addEventListener: (name: string, run: () => void) => {
        this.#listeners.add(
          [...this.#listeners].find((each) => each[0] === name && each[1] === run) ?? [name, run],
        );
      },
      removeEventListener: (name: string, run: () => void) => {
        for (const each of this.#listeners) {
          if (each[0] === name && each[1] === run) this.#listeners.delete(each);
        }
      },
      AbortController,
      console,
    };
    // Fake timers are put in their place by each test.
    const lazy = Object.fromEntries(
      ['setTimeout', 'clearTimeout', 'fetch'].map((name) => [
        name,
        { enumerable: true, configurable: true, get: () => (globalThis as Scope)[name] },
      ]),
    );
    Object.defineProperties(scope, lazy);
    return Object.defineProperties(scope, Object.getOwnPropertyDescriptors(overrides));
  }

  /** The surroundings of another tab. */
  tab(overrides: Scope = {}): Environment {
    const environment = environmentOf(this.scope(overrides) as never);
    return { ...environment, now: () => Date.now() + this.#setBy };
  }

  /** Sets the clock, as users do. */
  setClock(milliseconds: number): void {
    this.#setBy += milliseconds;
  }

  /** Sleeps: no timer runs, and of the two clocks only one goes on. */
  sleep(milliseconds: number): void {
    jest.setSystemTime(Date.now() + milliseconds);
  }

  /** The user looks at the page, or the network is back. */
  wake(event: 'visibilitychange' | 'focus' | 'pageshow' | 'online' = 'visibilitychange'): void {
    for (const [name, run] of [...this.#listeners]) if (name === event) run();
  }

  get listeners(): number {
    return this.#listeners.size;
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

class FakeChannel implements Pick<BroadcastChannel, 'onmessage' | 'postMessage' | 'close'> {
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

  async request<T>(name: string, run: () => Promise<T>) {
    while (this.held.has(name)) {
      await this.held.get(name);
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

/** Tabs of the same person share one token: who needs one asks the others before the service. */
import { freshness, type HeldToken, hold } from './access-token';
import { type Environment, stopwatch } from './environment';

/** How long to wait for other tabs, in milliseconds: where it is known that there are some… */
const WAIT_FOR_TABS = 1000;
/** …and where it is not. */
const WAIT_FOR_ANYBODY = 100;
/** How long another tab may take to fetch before this one fetches too. */
const WAIT_FOR_LOCK = 20_000;

/** What a tab says when it needs a token. The others answer, if only with an empty object. */
const ASK = 'ask';

/** The tabs of one caller. */
export interface Tabs {
  /** Does what only one tab is to do at a time. */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** Asks the others, and returns when one of them has offered a fresh token or none has one. */
  ask(): Promise<void>;
  /** Offers a token to the others. */
  tell(token: HeldToken): void;
  leave(): void;
}

/**
 * Joins the tabs of a caller. Without `BroadcastChannel` there are no others, and without Web Locks
 * two that ask at the same moment may both fetch.
 *
 * @param name the same in all tabs of the caller, and in no other
 * @param held the token of this tab
 * @param offered is given what another tab offers
 */
export function joinTabs(
  environment: Environment,
  name: string,
  held: () => HeldToken | undefined,
  offered: (token: HeldToken) => void,
): Tabs {
  const { locks } = environment;
  const channel = environment.channel?.(name);
  let answered: (fresh: boolean) => void = () => {};

  const tell = (token: HeldToken | undefined) =>
    channel?.postMessage(
      token && freshness(token)
        ? {
            // Handing conversations over is for the one tab that logged in.
            answer: { ...token.answer, previousIdentity: undefined },
            age: token.age(),
          }
        : {},
    );

  if (channel) {
    channel.onmessage = ({ data }) => {
      if (data === ASK) return tell(held());
      const { answer, age } = Object(data);
      const token = hold(answer, stopwatch(environment, age));
      if (token) offered(token);
      answered(token !== undefined);
    };
  }

  // A lock of its own for as long as a tab is there lets the others count whom to wait for.
  const presence = `${name} #`;
  const own = presence + Math.random();
  let leave = () => {};
  const here = new Promise<void>((resolve) => {
    leave = resolve;
  });
  if (channel) locks?.request(own, {}, () => here).catch(() => {});

  const countOthers = async (): Promise<number | undefined> => {
    const held = (await locks?.query())?.held;
    return held?.filter((lock) => lock.name?.startsWith(presence) && lock.name !== own).length;
  };

  return {
    async alone(run) {
      let started = false;
      const start = () => {
        started = true;
        return run();
      };
      if (!locks) return start();
      return locks.request(name, { signal: AbortSignal.timeout(WAIT_FOR_LOCK) }, start).catch(
        // A tab that hangs must not keep the others waiting, nor must a page that may not lock.
        (error) => {
          if (started) throw error;
          return start();
        },
      );
    },

    async ask() {
      const others = channel ? await countOthers().catch(() => undefined) : 0;
      if (others === 0) return;
      let waitingFor = others ?? Infinity;
      await new Promise<void>((done) => {
        const timer = setTimeout(done, others ? WAIT_FOR_TABS : WAIT_FOR_ANYBODY);
        answered = (fresh) => {
          if (!fresh && --waitingFor > 0) return;
          clearTimeout(timer);
          done();
        };
        channel?.postMessage(ASK);
      });
    },

    tell,

    leave() {
      leave();
      channel?.close();
    },
  };
}

/** Tabs of the same caller share one token: a tab that needs one asks the others before the service. */
import { type AccessToken, freshness, type HeldToken, holdToken } from './access-token';
import { readAccessToken } from './answer';
import { fingerprint } from './caller';
import { type Environment, stopwatch } from './environment';

/** Milliseconds to wait for other tabs: where it is known that there are some… */
const WAIT_FOR_TABS_MS = 1000;
/** …and where that is unknown. */
const WAIT_FOR_ANY_MS = 100;

/** What a tab sends when it needs a token. The others answer, if only with an empty object. */
const ASK = 'ask';
/** What a tab sends whose user has signed out. */
const LEFT = 'left';

/** What a tab is called with. */
export interface TabEvents {
  /** The token of this tab, if it is fresh. */
  held(): HeldToken | undefined;
  /** Another tab offers a token. */
  offered(token: HeldToken): void;
  /** The user has signed out in another tab. */
  left(): void;
}

/** The tabs of one caller. No method throws. */
export interface Tabs {
  /** Does what only one tab is to do at a time. */
  alone<T>(run: () => Promise<T>): Promise<T>;
  /** Asks the others, and returns when one of them has offered a fresh token or none has one. */
  ask(): Promise<void>;
  /** Offers a token to the others. */
  tell(token: HeldToken): void;
  /** Tells the others that the user has signed out. */
  tellLeft(): void;
  leave(): void;
}

/**
 * Joins the tabs of a caller. Without `BroadcastChannel` there are no others, and without Web Locks
 * two that ask at the same moment may both fetch.
 *
 * @param group the same in all tabs of the caller, and in no others
 */
export function joinTabs(environment: Environment, group: string, events: TabEvents): Tabs {
  const name = `conversations-token ${fingerprint(group)}`;
  let answered: (fresh: boolean) => void = () => {};
  let giveUp = () => {};

  const read = (message: unknown): HeldToken | undefined => {
    const { answer, ageMs } = Object(message) as { answer?: AccessToken; ageMs?: number };
    if (!((ageMs as number) >= 0)) return undefined;
    try {
      return holdToken(readAccessToken(answer), stopwatch(environment, ageMs));
    } catch {
      return undefined;
    }
  };
  const channel = environment.channel(name, (message) => {
    if (message === ASK) return tell(events.held());
    if (message === LEFT) return events.left();
    const token = read(message);
    if (token) events.offered(token);
    answered(freshness(token) > 0);
  });
  const tell = (token: HeldToken | undefined) => {
    // Handing conversations over is for the one tab in which the user signed in.
    const { previousIdentity: _, ...answer } = token?.answer ?? {};
    channel?.post(token ? { answer, ageMs: token.age() } : {});
  };

  // A lock of its own for as long as a tab is there lets the others count for whom to wait.
  const presence = `${name} #`;
  const own = presence + Math.random();
  const release = channel && environment.hold(own);

  return {
    alone: (run) => environment.exclusively(name, run),

    async ask() {
      if (!channel) return;
      const names = await environment.held();
      const others = names?.filter((each) => each.startsWith(presence) && each !== own).length;
      if (others === 0) return;
      let waitingFor = others ?? Infinity;
      await new Promise<void>((done) => {
        const stop = environment.timer(done, others ? WAIT_FOR_TABS_MS : WAIT_FOR_ANY_MS);
        if (!stop) return done();
        giveUp = () => {
          stop();
          done();
        };
        answered = (fresh) => {
          if (fresh || --waitingFor <= 0) giveUp();
        };
        channel.post(ASK);
      });
    },

    tell,
    tellLeft: () => channel?.post(LEFT),

    leave() {
      giveUp();
      release?.();
      channel?.close();
    },
  };
}

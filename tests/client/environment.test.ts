import { browserEnvironment, stopwatch } from '../../client/environment';

describe('the stopwatch', () => {
  const clocks = { now: 1000, uptime: 50 };
  const environment = {
    ...browserEnvironment(),
    now: () => clocks.now,
    uptime: () => clocks.uptime,
  };

  it.each([
    ['both clocks go on', 500, 500, 500],
    ['one stands still during sleep', 8000, 10, 8000],
    ['the device is set back', -9000, 500, 500],
    ['the device is set forward', 9000, 500, 9000],
  ])('goes on when %s', (_, wall, up, elapsed) => {
    const age = stopwatch(environment);
    clocks.now += wall;
    clocks.uptime += up;
    expect(age()).toBe(elapsed);
  });

  it('goes on from an age', () => {
    expect(stopwatch(environment, 700)()).toBe(700);
  });
});

describe('outside of a browser', () => {
  it('does without what is missing', () => {
    const { storage, onWake, now, uptime, channel } = browserEnvironment();
    expect(storage).toBeUndefined();
    expect(channel).toBeDefined();
    expect(now()).toBeGreaterThan(uptime());
    const stop = onWake(() => {
      throw new Error('nothing wakes');
    });
    stop();
  });
});

describe('in a browser', () => {
  const target = new EventTarget();
  const globals = globalThis as Record<string, unknown>;

  beforeEach(() => {
    globals.addEventListener = target.addEventListener.bind(target);
    globals.localStorage = 'storage';
  });

  afterEach(() => {
    delete globals.addEventListener;
    delete globals.localStorage;
  });

  it('wakes when the page is looked at, or the network is back', () => {
    const woken = jest.fn();
    const stop = browserEnvironment().onWake(woken);
    for (const event of ['visibilitychange', 'online', 'pageshow']) {
      target.dispatchEvent(new Event(event));
    }
    expect(woken).toHaveBeenCalledTimes(3);
    stop();
    target.dispatchEvent(new Event('online'));
    expect(woken).toHaveBeenCalledTimes(3);
  });

  it('finds the storage, unless cookies are blocked', () => {
    expect(browserEnvironment().storage).toBe('storage');
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    });
    expect(browserEnvironment().storage).toBeUndefined();
  });
});

import { environmentOf, stopwatch } from '../../client/environment';

describe('the stopwatch', () => {
  const clocks = { now: 1000, uptime: 50 };
  const environment = {
    ...environmentOf(),
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

describe('waking', () => {
  const page = new EventTarget();
  const window = new EventTarget();
  const visibility = { state: 'visible' };
  const scope = {
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
    document: Object.defineProperty(page, 'visibilityState', { get: () => visibility.state }),
  };

  it('happens when the user looks at the page, or the network or the page is back', () => {
    const woken = jest.fn();
    const stop = environmentOf(scope as never).onWake(woken);
    window.dispatchEvent(new Event('visibilitychange'));
    for (const event of ['focus', 'pageshow', 'online']) window.dispatchEvent(new Event(event));
    expect(woken.mock.calls).toEqual([[true], [true], [true], [false]]);
    visibility.state = 'hidden';
    window.dispatchEvent(new Event('visibilitychange'));
    expect(woken).toHaveBeenCalledTimes(4);
    stop();
    visibility.state = 'visible';
    window.dispatchEvent(new Event('visibilitychange'));
    window.dispatchEvent(new Event('online'));
    expect(woken).toHaveBeenCalledTimes(4);
  });

  it('does not happen outside of a browser', () => {
    environmentOf({} as never).onWake(() => {
      throw new Error('nothing wakes');
    })();
  });
});

describe('errors of callbacks', () => {
  it('are reported as the browser reports its own, or else on the console', () => {
    const reportError = jest.fn();
    const console = { error: jest.fn() };
    environmentOf({ reportError, console } as never).report('first');
    environmentOf({ console } as never).report('second');
    environmentOf({} as never).report('third');
    expect([reportError.mock.calls, console.error.mock.calls]).toEqual([[['first']], [['second']]]);
  });
});

describe('a lock', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('that another tab holds for too long is not waited for, then or later', async () => {
    const request = jest.fn(() => new Promise(() => {}));
    const environment = environmentOf({
      navigator: { locks: { request } },
      setTimeout,
      clearTimeout,
    } as never);
    const run = jest.fn(async () => 'done');
    const result = environment.exclusively('name', run);
    await jest.advanceTimersByTimeAsync(19_999);
    expect(run).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(1);
    expect(await result).toBe('done');
    expect(await environment.exclusively('name', run)).toBe('done');
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('that is granted too late runs nothing a second time', async () => {
    let grant = () => {};
    const request = (_: string, run: () => Promise<unknown>) =>
      new Promise((resolve) => {
        grant = () => resolve(run());
      });
    const environment = environmentOf({
      navigator: { locks: { request } },
      setTimeout,
      clearTimeout,
    } as never);
    const run = jest.fn(async () => 'done');
    const result = environment.exclusively('name', run);
    await jest.advanceTimersByTimeAsync(20_000);
    grant();
    expect(await result).toBe('done');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('hands on what fails under it', async () => {
    const environment = environmentOf({} as never);
    const error = new Error('no');
    await expect(environment.exclusively('name', () => Promise.reject(error))).rejects.toBe(error);
  });
});

/** The frame that all commands share. */
import { helpOf, readCall, UsageMistake } from '../../cli/command';
import { cleanToken } from '../../cli/token-argument';

const COMMAND = {
  name: 'doctor',
  about: 'Looks.',
  argument: '<token>',
  options: { url: { takes: 'URL', about: 'Where.' }, offline: { about: 'Asks no one.' } },
  endings: '0.',
} as const;

const npm = { npm_lifecycle_event: 'doctor' };

it('reads options and the argument', () => {
  expect(readCall(COMMAND, ['a', '--url=https://x'])).toEqual({
    options: { url: 'https://x', offline: false },
    argument: 'a',
  });
});

it.each([['--help'], ['-h'], ['--nonsense', '--help'], ['--url', '--help']])(
  'says how it is called, whatever else there is: %s',
  (...words) => {
    expect(readCall(COMMAND, words)).toEqual({ help: helpOf(COMMAND) });
  },
);

it.each<[what: string, words: string[], shell: object, sentence: RegExp]>([
  ['a typo', ['--ofline'], {}, /no option --ofline\. Did you mean --offline\?/],
  ['an option without its value', ['--url'], {}, /--url takes a value: --url URL/],
  ['a switch with a value', ['--offline=1'], {}, /--offline takes no value/],
  ['two arguments', ['a', 'b'], {}, /takes one <token>/],
  [
    'forgotten dashes',
    ['a'],
    { ...npm, npm_config_offline: 'true' },
    /npm took --offline .*npm run doctor -- --offline/,
  ],
])('explains %s', (_what, words, shell, sentence) => {
  const call = () => readCall(COMMAND, words, shell as Record<string, string>);
  expect(call).toThrow(UsageMistake);
  expect(call).toThrow(sentence);
});

it('takes an option that npm has too, if it is given behind the dashes', () => {
  const shell = { ...npm, npm_config_offline: 'true' };
  expect(readCall(COMMAND, ['--offline'], shell)).toMatchObject({ options: { offline: true } });
});

it('repeats nothing that may be a piece of a token', () => {
  for (const words of [['-eyJhbGciOi', 'x'], ['--eyJhbGciOiJI.x'], ['a', 'eyJhbGciOiJI']]) {
    expect(() => readCall(COMMAND, words)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('eyJ') }),
    );
  }
});

it.each([
  ['Bearer eyJh.eyJi.c2ln', 'eyJh.eyJi.c2ln'],
  ['Authorization: bearer  eyJh.eyJi.c2ln', 'eyJh.eyJi.c2ln'],
  ['"eyJh.eyJi.c2ln"', 'eyJh.eyJi.c2ln'],
  ["Bearer 'eyJh.eyJi.c2ln'\n", 'eyJh.eyJi.c2ln'],
  ['eyJh.\n  eyJi.c2\r\nln', 'eyJh.eyJi.c2ln'],
  ['an opaque token', 'an opaque token'],
])('takes %j as %s', (text, token) => {
  expect(cleanToken(text)).toBe(token);
});

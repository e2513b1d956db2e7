import { allowOrigin } from '../../src/http/origin';
import { codeOf } from '../support/refusal';

describe('an origin', () => {
  const LIST = ['https://app.example.com', 'capacitor://localhost'];

  it.each([
    ['a page', 'https://app.example.com'],
    ['no page', undefined],
    ['a sandboxed page', 'null'],
    ['a list', ['https://a.example', 'https://b.example']],
    ['an object', {}],
  ])('is allowed when any is: %s', (_, origin) => {
    expect(allowOrigin(origin, 'any')).toBe('*');
  });

  it.each(LIST)('is allowed and echoed when the list has it: %s', (origin) => {
    expect(allowOrigin(origin, LIST)).toBe(origin);
  });

  it('is not needed by who is no browser', () => {
    expect(allowOrigin(undefined, LIST)).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['another one', 'https://evil.example'],
    ['another scheme', 'http://app.example.com'],
    ['another port', 'https://app.example.com:8443'],
    ['a subdomain', 'https://x.app.example.com'],
    ['one that begins alike', 'https://app.example.com.evil.example'],
    ['a trailing slash', 'https://app.example.com/'],
    ['another case', 'https://APP.example.com'],
    ['a sandboxed page', 'null'],
    ['null', null],
    ['nothing', ''],
    ['a star', '*'],
    ['a list of one that is allowed', ['https://app.example.com']],
    ['an object that reads as one', { toString: () => 'https://app.example.com' }],
    ['a number', 7],
  ])('is refused when the list does not have it: %s', (_, origin) => {
    expect(codeOf(() => allowOrigin(origin, LIST))).toBe('origin_not_allowed');
  });
});

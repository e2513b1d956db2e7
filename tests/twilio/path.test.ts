import { pathSegment } from '../../src/twilio/path';

describe('a name in a path', () => {
  it.each([
    ['guest~0a', 'guest~0a'],
    ['alice_40example.com', 'alice_40example.com'],
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['../Roles', '..%2FRoles'],
    ['50%', '50%25'],
    ['zoë', 'zo%C3%AB'],
    ['...', '...'],
  ])('stays one segment: %s', (name, segment) => {
    expect(pathSegment(name)).toBe(segment);
    const { pathname } = new URL(`https://conversations.twilio.com/v1/Users/${segment}/x`);
    expect(pathname).toBe(`/v1/Users/${segment}/x`);
  });

  it.each(['.', '..'])('may not mean another place: %s', (name) => {
    expect(() => pathSegment(name)).toThrow('cannot stand in a path');
  });
});

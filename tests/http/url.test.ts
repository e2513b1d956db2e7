import { isLoopback, parseTrustworthyUrl } from '../../src/http/url';

describe('an address that is trusted', () => {
  it.each([
    'https://login.example.com',
    'https://login.example.com/',
    'https://login.example.com:8443/realms/app?version=1',
    'https://127.0.0.1/keys',
    'http://localhost:4000/keys',
    'http://127.0.0.1:4000',
    'http://127.8.9.10/',
    'http://[::1]:4000/',
    'http://127.1/',
  ])('may be %s', (text) => {
    expect(parseTrustworthyUrl(text)?.href).toBe(new URL(text).href);
  });
});

describe('an address that is not trusted', () => {
  it.each([
    ['plain http', 'http://login.example.com/'],
    ['http on a private network', 'http://192.168.1.10/'],
    ['http on an unspecified address', 'http://0.0.0.0/'],
    ['http on a host that only begins like this machine', 'http://127.0.0.1.example.com/'],
    ['http on a host that only begins with localhost', 'http://localhost.example.com/'],
    ['http on a subdomain of localhost', 'http://a.localhost/'],
    ['a user name', 'https://user@login.example.com/'],
    ['a password', 'https://:password@login.example.com/'],
    ['a host that hides behind a user name', 'http://127.0.0.1@login.example.com/'],
    ['a fragment', 'https://login.example.com/#keys'],
    ['an empty fragment', 'https://login.example.com/#'],
    ['another scheme', 'ftp://login.example.com/'],
    ['a file', 'file:///etc/passwd'],
    ['data', 'data:application/json,{}'],
    ['no scheme', 'login.example.com'],
    ['no host', 'https://'],
    ['nothing', ''],
  ])('has %s', (_, text) => {
    expect(parseTrustworthyUrl(text)).toBeUndefined();
  });
});

describe('this machine', () => {
  it.each(['localhost', '127.0.0.1', '127.255.255.254', '[::1]'])('is %s', (hostname) => {
    expect(isLoopback(hostname)).toBe(true);
  });

  it.each(['localhost.', '128.0.0.1', '127.0.0', '::1', '[::2]', '1127.0.0.1', ''])(
    'is not %s',
    (hostname) => {
      expect(isLoopback(hostname)).toBe(false);
    },
  );
});

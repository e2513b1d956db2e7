import { canUseProxy, proxyEnvironment, proxyVariable } from '../../cli/proxy';

it.each([
  ['v20.20.2', false],
  ['v22.20.9', false],
  ['v22.21.0', true],
  ['v23.11.0', false],
  ['v24.4.1', false],
  ['v24.5.0', true],
  ['v25.0.0', true],
  ['v26.1.0', true],
])('%s can use a proxy: %s', (version, expected) => {
  expect(canUseProxy(version)).toBe(expected);
});

it('hands the proxy of the shell on, but never for this machine', () => {
  expect(proxyEnvironment({})).toEqual({});
  expect(proxyVariable({ HTTPS_PROXY: '' })).toBeUndefined();
  expect(proxyVariable({ HTTPS_PROXY: 'http://p', http_proxy: 'http://q' })).toBe('HTTPS_PROXY');
  expect(proxyEnvironment({ https_proxy: 'http://p', NO_PROXY: '.corp' })).toEqual({
    NODE_USE_ENV_PROXY: '1',
    no_proxy: '.corp,localhost,127.0.0.1,::1',
    NO_PROXY: '.corp,localhost,127.0.0.1,::1',
  });
});

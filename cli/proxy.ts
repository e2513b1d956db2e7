/** The proxy that the environment of the shell names, and whether Node.js can use it. */

/** The first versions whose http and https modules can use a proxy. Later majors can too. */
const FIRST: Readonly<Record<number, number>> = { 22: 21, 24: 5 };

/** Whether this version of Node.js can send requests through the proxy of the environment. */
export function canUseProxy(nodeVersion: string): boolean {
  const [major = 0, minor = 0] = nodeVersion.replace('v', '').split('.').map(Number);
  const first = FIRST[major];
  return first === undefined ? major > 24 : minor >= first;
}

/** The variable that names a proxy; undefined if none does. Lower case has precedence, as in curl. */
export function proxyVariable(environment: NodeJS.ProcessEnv): string | undefined {
  return ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY'].find(
    (name) => environment[name],
  );
}

/**
 * What to set so that a child process uses that proxy for everything but this machine.
 *
 * @returns nothing if there is no proxy
 */
export function proxyEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!proxyVariable(environment)) return {};
  const { no_proxy, NO_PROXY } = environment;
  const direct = [no_proxy || NO_PROXY, 'localhost', '127.0.0.1', '::1'].filter(Boolean).join(',');
  return { NODE_USE_ENV_PROXY: '1', no_proxy: direct, NO_PROXY: direct };
}

/** The proxy that the shell names, which companies need to reach anything outside. */
import { canUseProxy, proxyVariable } from '../../proxy';
import { type Check, ok, warning } from '../check';

/** That the tools can use it. */
export const proxy: Check = {
  id: 'proxy',
  title: 'Proxy',
  run({ shell, nodeVersion }) {
    const variable = proxyVariable(shell);
    if (variable === undefined) return [];
    if (canUseProxy(nodeVersion)) return [ok(`Requests go through the proxy in ${variable}.`)];
    return [
      warning(
        `${variable} names a proxy, and Node.js ${nodeVersion} cannot use it. Whatever is reached only through it looks as if it were down.`,
        'Use Node.js 22.21, 24.5 or newer here.',
      ),
    ];
  },
};

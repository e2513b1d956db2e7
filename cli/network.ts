/** How the tools reach the network. */
export { boundedGet as toolGet } from '../src/http/get';

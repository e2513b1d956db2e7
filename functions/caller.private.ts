/** `withCaller` for the other functions of this Functions Service, as a private function. */
export { type CallerFunction, type FunctionCaller, withCaller } from '../src/with-caller';

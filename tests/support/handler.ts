/** Calls a deployed function's handler as the platform does, with the platform's own Response. */
import { dirname, join } from 'node:path';
import type {
  Context,
  ServerlessEventObject,
  ServerlessFunctionSignature,
} from '@twilio-labs/serverless-runtime-types/types';
import type { TestAnswer } from './service';

interface PlatformResponse {
  serialize(): { statusCode: number; headers: object; body: unknown };
}

// The package exports no more than its server, and its Response lies beside that.
const { Response }: { Response: new () => PlatformResponse } = require(
  join(dirname(require.resolve('@twilio/runtime-handler/dev')), 'internal/response.js'),
);

/** Provides the global that functions make their responses with, until it is taken away again. */
export function provideTwilioGlobal(): () => void {
  Object.defineProperty(globalThis, 'Twilio', { configurable: true, value: { Response } });
  return () => {
    Reflect.deleteProperty(globalThis, 'Twilio');
  };
}

/** What was called back: once, without an error, with a response that has a JSON body. */
export async function call(
  handler: ServerlessFunctionSignature,
  context: unknown,
  event: unknown,
): Promise<TestAnswer> {
  const callback = jest.fn();
  await handler(context as Context, event as ServerlessEventObject, callback);
  expect(callback.mock.calls).toEqual([[null, expect.any(Response)]]);
  const [, response] = callback.mock.calls[0] as [null, PlatformResponse];
  const { statusCode, headers, body } = response.serialize();
  // As it goes over the wire: a text would be encoded twice.
  const parsed = JSON.parse(String(body));
  expect(typeof parsed).toBe('object');
  return { status: statusCode, headers: headers as Record<string, string>, body: parsed };
}

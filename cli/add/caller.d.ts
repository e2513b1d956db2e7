/** Types of the private function `caller`, which knows who calls your functions. */
import type {
  Context,
  EnvironmentVariables,
  ServerlessCallback,
  ServerlessEventObject,
  ServerlessFunctionSignature,
  TwilioResponse,
} from '@twilio-labs/serverless-runtime-types/types';

/** The caller of a function, and how to answer them. */
export interface FunctionCaller {
  /** The identity that `/token` issues tokens for, the one that Twilio knows the user by. */
  identity: string;
  /** A user who has signed in, a guest with a ticket, or a backend that speaks for a user. */
  kind: 'person' | 'guest' | 'backend';
  /** The issuer of a user's token; undefined for guests, backends and issuers without a name. */
  issuer: string | undefined;
  /** All verified claims. */
  claims: Readonly<Record<string, unknown>>;
  /** Makes a response with the CORS headers of `/token`. The status is 200 if left out. */
  respond(body: object, status?: number): TwilioResponse;
}

/** Makes the handler of a function that only callers with a valid credential reach. */
export declare function withCaller<C extends EnvironmentVariables = EnvironmentVariables>(
  own: (
    context: Context<C>,
    event: ServerlessEventObject,
    callback: ServerlessCallback,
    caller: FunctionCaller,
  ) => unknown,
): ServerlessFunctionSignature<C>;

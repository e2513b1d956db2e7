/** The token service as the client sees it, with a clock of its own. */

/** What was asked. */
export interface Asked {
  readonly path: string;
  readonly form: Record<string, string>;
}

/** What is answered instead of a token. */
export type Answer =
  | { status: number; code?: string; retryAfter?: number | string; text?: string }
  | { body: unknown }
  | 'no network'
  | 'never';

export class FakeService {
  readonly asked: Asked[] = [];
  /** Decides what is answered; undefined for a token. */
  answer: (asked: Asked) => Answer | undefined = () => undefined;
  /** By how much the service's clock differs from that of the device, in milliseconds. */
  ahead = 0;
  lifetimeSeconds = 3600;
  /** How long before the end of a token the next one is to be asked for. */
  marginSeconds = 360;
  identity = 'somebody';
  #tokens = 0;
  #tickets = 0;

  /** How often a path was asked. */
  count(path = '/token'): number {
    return this.asked.filter((each) => each.path === path).length;
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const form = Object.fromEntries(init.body as URLSearchParams);
    const asked = { path: new URL(url).pathname, form };
    this.asked.push(asked);
    const answer = this.answer(asked);
    if (answer === 'no network') throw new TypeError('Failed to fetch');
    if (answer === 'never') return new Promise(() => {});
    if (answer && 'body' in answer) return Response.json(answer.body);
    if (answer) return refuse(answer);
    return Response.json(asked.path === '/guest' ? this.#ticket() : this.#token(form));
  };

  #ticket() {
    this.#tickets++;
    return { guestTicket: jwt({ sub: `visitor-${this.#tickets}`, iat: this.#tickets }) };
  }

  #token(form: Record<string, string>) {
    this.#tokens++;
    const now = Date.now() + this.ahead;
    const iso = (seconds: number) => new Date(now + seconds * 1000).toISOString();
    return {
      token: `token-${this.#tokens}`,
      identity: this.identity,
      expiresAt: iso(this.lifetimeSeconds),
      expiresIn: this.lifetimeSeconds,
      refreshAfter: iso(this.lifetimeSeconds - this.marginSeconds),
      serverTime: iso(0),
      serviceSid: 'IS1',
      region: 'ie1',
      ...(form.guestTicket && { previousIdentity: 'guest~1' }),
    };
  }
}

function refuse({ status, code, retryAfter, text }: Extract<Answer, { status: number }>): Response {
  const body = text ?? (code && JSON.stringify(refusalBody(code)));
  const headers = { ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }) };
  return new Response(body ?? '<h1>Bad gateway</h1>', { status, headers });
}

export const refusalBody = (code: string) => ({
  error: 'some_error',
  code,
  error_description: `A sentence about ${code}.`,
  requestId: 'request-1',
});

/** A bearer token that can be read, and is worth nothing. */
export function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.signature`;
}

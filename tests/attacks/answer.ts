/** What every answer has to look like, granted or refused. */

/** The headers of every answer. */
export function expectStandardHeaders(headers: Record<string, string>): void {
  expect(headers).toMatchObject({
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After',
    Vary: 'Origin',
  });
  // Only pages that are known by name may send cookies along.
  const { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': cookies } =
    headers;
  if (cookies !== undefined) expect(origin).toMatch(/^https:/);
}

/** The four members of a refusal and no other. */
export function expectRefusalBody(
  body: Record<string, unknown>,
  [error, code]: readonly (string | undefined)[],
): void {
  expect(body).toEqual({
    error,
    code,
    error_description: expect.stringMatching(/^[A-Z][\x20-\x7e]+\.$/),
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
}

/**
 * The headers that some answers have and others must not: the challenge (RFC 6750 §3) and the time
 * after which to try again.
 *
 * @param scope the scopes that the service requires
 */
export function expectRefusalHeaders(
  answer: { status: number; headers: Record<string, string>; body: Record<string, unknown> },
  scope: string | undefined,
): void {
  const { status, headers, body } = answer;
  const described = `error="${body.error}", error_description="${body.error_description}"`;
  const challenge =
    body.code === 'missing_credential'
      ? 'Bearer realm="conversations"'
      : body.code === 'insufficient_scope'
        ? `Bearer realm="conversations", ${described}, scope="${scope}"`
        : `Bearer realm="conversations", ${described}`;
  expect(headers['WWW-Authenticate']).toBe([401, 403].includes(status) ? challenge : undefined);
  if (status === 503) expect(headers['Retry-After']).toMatch(/^[1-9]\d*$/);
  else expect(headers).not.toHaveProperty('Retry-After');
}

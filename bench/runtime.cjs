/**
 * The little of Twilio's runtime that a handler meets: `Twilio.Response`, and the two arguments
 * `context` and `event`, both new for every request as they are on the platform. The real response
 * class behaves the same but loads a logging library, whose cost would hide in every cold figure.
 */

/** Keeps status, body and headers, as the class of `@twilio/runtime-handler` does. */
class Response {
  statusCode = 200;
  body = null;
  headers = {};

  setStatusCode(statusCode) {
    this.statusCode = statusCode;
    return this;
  }

  setBody(body) {
    this.body = body;
    return this;
  }

  setHeaders(headers) {
    this.headers = {};
    for (const name in headers) this.appendHeader(name, headers[name]);
    return this;
  }

  /** A name that is there already becomes a list. */
  appendHeader(name, value) {
    const before = this.headers[name];
    this.headers[name] = before ? [before, value].flat() : value;
    return this;
  }
}

globalThis.Twilio = { Response };

/**
 * One request of a web page, as the platform hands it over.
 *
 * @param {Record<string, string>} settings the environment variables
 * @param {string} token the caller's bearer token
 */
function request(settings, token) {
  const context = {
    PATH: '/token',
    DOMAIN_NAME: 'token-1234-dev.twil.io',
    SERVICE_SID: `ZS${'0'.repeat(32)}`,
    ENVIRONMENT_SID: `ZE${'0'.repeat(32)}`,
    ...settings,
    getTwilioClient() {
      throw new Error('the benchmark has no account');
    },
  };
  const headers = {
    authorization: `Bearer ${token}`,
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'accept-language': 'en-GB,en;q=0.9',
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'https://app.example.com',
    'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  };
  return { context, event: { request: { headers, cookies: {} } } };
}

/** Runs a handler as the platform does and resolves with what it hands to the callback. */
function answerOf(handler, { context, event }) {
  return new Promise((resolve, reject) => {
    handler(context, event, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

module.exports = { request, answerOf };

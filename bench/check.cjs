/**
 * Proof that a subject did the job: a fast answer that is wrong must not count. Written against
 * the access token's format with `node:crypto` and without any code of a subject. Runs outside of
 * the timed parts, over every answer.
 */
const assert = require('node:assert/strict');
const { createHmac } = require('node:crypto');

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

/** The service writes every character outside of A–Z a–z 0–9 `-` `.` as `_` and its code. */
const escaped = (text) =>
  text.replace(
    /[^A-Za-z0-9.-]/g,
    (character) => `_${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

/**
 * @param {string} name the subject
 * @param {{ statusCode: number, body: { token: string, identity: string } }} response its answer
 * @param {Record<string, string>} settings
 * @param {string} bearer the token it was asked with
 */
function checkAnswer(name, response, settings, bearer) {
  assert.equal(response.statusCode, 200, `${name} answered ${JSON.stringify(response.body)}`);
  const { sub } = decode(bearer.split('.')[1]);
  const identity = name === 'ours' ? escaped(sub) : sub;
  assert.equal(response.body.identity, identity);

  const [header, payload, signature] = response.body.token.split('.');
  const mac = createHmac('sha256', settings.TWILIO_API_KEY_SECRET).update(`${header}.${payload}`);
  assert.equal(signature, mac.digest('base64url'), `${name}: signature of the access token`);
  const { alg, cty } = decode(header);
  assert.deepEqual({ alg, cty }, { alg: 'HS256', cty: 'twilio-fpa;v=1' });
  const claims = decode(payload);
  assert.equal(claims.iss, settings.TWILIO_API_KEY_SID);
  assert.equal(claims.sub, settings.TWILIO_ACCOUNT_SID);
  assert.deepEqual(claims.grants, {
    identity,
    chat: { service_sid: settings.CONVERSATIONS_SERVICE_SID },
  });
  assert.ok(claims.exp > Date.now() / 1000, `${name}: the access token has expired`);
}

/** A subject that skips a check would be measured too fast. */
function checkRefusal(name, response, why) {
  assert.equal(response.statusCode, 401, `${name} let a token pass with ${why}`);
}

module.exports = { checkAnswer, checkRefusal };

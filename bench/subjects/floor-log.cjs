/**
 * The floor with a log line: a minimal handler that checks the claims and writes one JSON line per
 * decision, with what this service logs: a request id, a keyed hash of the identity, and the SHA-256 of
 * the access token. It trusts the shapes of everything it reads, so it is a line to measure against.
 */
const { createHmac, createPublicKey, createHash, randomUUID, verify } = require('node:crypto');
const { get } = require('node:https');

let keys;

function fetchKeys(uri) {
  return new Promise((resolve, reject) => {
    get(uri, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => {
        const set = JSON.parse(body).keys;
        resolve(new Map(set.map((key) => [key.kid, createPublicKey({ key, format: 'jwk' })])));
      });
    }).on('error', reject);
  });
}

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function verified(context, token) {
  const [header, payload, signature] = token.split('.');
  const { alg, kid } = decode(header);
  keys ??= await fetchKeys(context.AUTH_JWKS_URI);
  const input = Buffer.from(`${header}.${payload}`);
  if (alg !== 'RS256' || !keys.has(kid)) throw new Error('no key');
  if (!verify('RSA-SHA256', input, keys.get(kid), Buffer.from(signature, 'base64url'))) {
    throw new Error('bad signature');
  }
  const claims = decode(payload);
  const now = Date.now() / 1000;
  if (claims.iss !== context.AUTH_ISSUER) throw new Error('another issuer');
  if (![claims.aud].flat().includes(context.AUTH_AUDIENCE)) throw new Error('another audience');
  if (!(claims.exp > now - 30)) throw new Error('expired');
  if (claims.nbf > now + 30 || claims.iat > now + 30) throw new Error('not yet valid');
  if (typeof claims.sub !== 'string' || claims.sub === '') throw new Error('no subject');
  return claims;
}

function accessToken(context, identity, id) {
  const iat = Math.floor(Date.now() / 1000);
  const input = `${encode({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })}.${encode({
    jti: `${context.TWILIO_API_KEY_SID}-${id}`,
    grants: { identity, chat: { service_sid: context.CONVERSATIONS_SERVICE_SID } },
    iat,
    exp: iat + 3600,
    iss: context.TWILIO_API_KEY_SID,
    sub: context.TWILIO_ACCOUNT_SID,
  })}`;
  const mac = createHmac('sha256', context.TWILIO_API_KEY_SECRET).update(input);
  return `${input}.${mac.digest('base64url')}`;
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

exports.handler = async (context, event, callback) => {
  const startedAt = Date.now();
  const requestId = randomUUID();
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  const line = { event: 'token', level: 'info', outcome: 'granted', status: 200, requestId };
  try {
    const bearer = event.request.headers.authorization.slice('Bearer '.length);
    const claims = await verified(context, bearer);
    const token = accessToken(context, claims.sub, requestId);
    line.issuer = claims.iss;
    line.identity = createHmac('sha256', context.TWILIO_API_KEY_SECRET)
      .update(claims.sub)
      .digest('base64url');
    line.tokenSha256 = sha256(token);
    response.setBody({ token, identity: claims.sub });
  } catch (error) {
    Object.assign(line, { outcome: 'refused', status: 401, cause: error.message });
    response.setStatusCode(401);
  }
  line.ms = Date.now() - startedAt;
  console.log(JSON.stringify(line));
  return callback(null, response);
};

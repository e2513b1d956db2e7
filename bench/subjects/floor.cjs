/**
 * The floor: what the job costs with nothing but the runtime. One file, `node:https` for the key
 * set, `crypto.verify` and an HMAC. It trusts the shapes of everything it reads, so it is a line to
 * measure against and nothing to deploy.
 */
const { createHmac, createPublicKey, verify } = require('node:crypto');
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
  if (claims.iss !== context.AUTH_ISSUER) throw new Error('another issuer');
  if (![claims.aud].flat().includes(context.AUTH_AUDIENCE)) throw new Error('another audience');
  if (!(claims.exp > Date.now() / 1000)) throw new Error('expired');
  return claims;
}

function accessToken(context, identity) {
  const iat = Math.floor(Date.now() / 1000);
  const input = `${encode({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })}.${encode({
    jti: `${context.TWILIO_API_KEY_SID}-${iat}`,
    grants: { identity, chat: { service_sid: context.CONVERSATIONS_SERVICE_SID } },
    iat,
    exp: iat + 3600,
    iss: context.TWILIO_API_KEY_SID,
    sub: context.TWILIO_ACCOUNT_SID,
  })}`;
  const mac = createHmac('sha256', context.TWILIO_API_KEY_SECRET).update(input);
  return `${input}.${mac.digest('base64url')}`;
}

exports.handler = async (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  try {
    const bearer = event.request.headers.authorization.slice('Bearer '.length);
    const identity = (await verified(context, bearer)).sub;
    response.setBody({ token: accessToken(context, identity), identity });
  } catch {
    response.setStatusCode(401);
  }
  return callback(null, response);
};

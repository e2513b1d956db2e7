/**
 * `fast-jwt`, the library people choose for speed, used the way that is fastest for it: one
 * synchronous verifier per key of the set, made when the set is fetched. Its cache of verified
 * tokens stays off, since a token service sees a token once or twice in the token's life.
 */
const { createPublicKey } = require('node:crypto');
const { get } = require('node:https');
const { createSigner, createVerifier, createDecoder } = require('fast-jwt');

const decode = createDecoder({ complete: true });
let verifiers;
let sign;

function fetchKeySet(uri) {
  return new Promise((resolve, reject) => {
    get(uri, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(JSON.parse(body)));
    }).on('error', reject);
  });
}

async function verifiersOf(context) {
  const { keys } = await fetchKeySet(context.AUTH_JWKS_URI);
  return new Map(
    keys.map((jwk) => {
      const key = createPublicKey({ key: jwk, format: 'jwk' });
      const verifier = createVerifier({
        key: key.export({ type: 'spki', format: 'pem' }),
        algorithms: ['RS256'],
        allowedIss: context.AUTH_ISSUER,
        allowedAud: context.AUTH_AUDIENCE,
        requiredClaims: ['exp'],
        cache: false,
      });
      return [jwk.kid, verifier];
    }),
  );
}

function signerOf(context) {
  return createSigner({
    key: context.TWILIO_API_KEY_SECRET,
    algorithm: 'HS256',
    header: { cty: 'twilio-fpa;v=1' },
    iss: context.TWILIO_API_KEY_SID,
    sub: context.TWILIO_ACCOUNT_SID,
    expiresIn: 3_600_000,
  });
}

exports.handler = async (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  try {
    verifiers ??= await verifiersOf(context);
    sign ??= signerOf(context);
    const bearer = event.request.headers.authorization.slice('Bearer '.length);
    const verify = verifiers.get(decode(bearer).header.kid);
    const identity = verify(bearer).sub;
    const token = sign({
      jti: `${context.TWILIO_API_KEY_SID}-${Math.floor(Date.now() / 1000)}`,
      grants: { identity, chat: { service_sid: context.CONVERSATIONS_SERVICE_SID } },
    });
    response.setBody({ token, identity });
  } catch {
    response.setStatusCode(401);
  }
  return callback(null, response);
};

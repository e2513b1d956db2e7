/**
 * `jose` alone: its remote key set, its verifier and its signer, as its documentation shows them.
 * What somebody would write who knows the field and does not want the `twilio` package's weight.
 */
const { createRemoteJWKSet, jwtVerify, SignJWT } = require('jose');

let keySet;
let secret;

exports.handler = async (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  try {
    keySet ??= createRemoteJWKSet(new URL(context.AUTH_JWKS_URI));
    secret ??= new TextEncoder().encode(context.TWILIO_API_KEY_SECRET);
    const bearer = event.request.headers.authorization.slice('Bearer '.length);
    const { payload } = await jwtVerify(bearer, keySet, {
      algorithms: ['RS256'],
      issuer: context.AUTH_ISSUER,
      audience: context.AUTH_AUDIENCE,
      requiredClaims: ['exp'],
    });
    const identity = payload.sub;
    const iat = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({
      grants: { identity, chat: { service_sid: context.CONVERSATIONS_SERVICE_SID } },
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1' })
      .setJti(`${context.TWILIO_API_KEY_SID}-${iat}`)
      .setIssuer(context.TWILIO_API_KEY_SID)
      .setSubject(context.TWILIO_ACCOUNT_SID)
      .setIssuedAt(iat)
      .setExpirationTime(iat + 3600)
      .sign(secret);
    response.setBody({ token, identity });
  } catch {
    response.setStatusCode(401);
  }
  return callback(null, response);
};

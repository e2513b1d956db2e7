/**
 * The recipe that tutorials give and most people deploy: `jsonwebtoken` with `jwks-rsa` and its
 * normal cache, and the access token from the `twilio` package, loaded unbundled from node_modules.
 */
const jwt = require('jsonwebtoken');
const jwksClient = require('jwks-rsa');
const { AccessToken } = require('twilio').jwt;

let client;

async function verified(context, token) {
  client ??= jwksClient({ jwksUri: context.AUTH_JWKS_URI });
  const { kid } = jwt.decode(token, { complete: true }).header;
  const key = await client.getSigningKey(kid);
  return jwt.verify(token, key.getPublicKey(), {
    algorithms: ['RS256'],
    issuer: context.AUTH_ISSUER,
    audience: context.AUTH_AUDIENCE,
  });
}

exports.handler = async (context, event, callback) => {
  const response = new Twilio.Response();
  response.appendHeader('Content-Type', 'application/json');
  try {
    const bearer = event.request.headers.authorization.slice('Bearer '.length);
    const identity = (await verified(context, bearer)).sub;
    const token = new AccessToken(
      context.TWILIO_ACCOUNT_SID,
      context.TWILIO_API_KEY_SID,
      context.TWILIO_API_KEY_SECRET,
      { identity, ttl: 3600 },
    );
    token.addGrant(new AccessToken.ChatGrant({ serviceSid: context.CONVERSATIONS_SERVICE_SID }));
    response.setBody({ token: token.toJwt(), identity });
  } catch {
    response.setStatusCode(401);
  }
  return callback(null, response);
};

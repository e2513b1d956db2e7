/**
 * The identity provider of the benchmark: signs the callers' tokens and serves its key set over
 * https on the loopback interface, so that a cold start pays for TLS as it does in life. Counts the
 * requests for the key set, because a subject that fetched twice would be compared unfairly.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { generate } from 'selfsigned';

const AUDIENCE = 'https://chat.example.com';

/** Elliptic keys, as the large providers use: the server's half of the handshake stays small. */
function certificate() {
  return generate([{ name: 'commonName', value: 'Benchmark issuer' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
}

export async function startIssuer() {
  const signing = await generateKeyPair('RS256');
  // Providers publish the next key beside the current one.
  const next = await generateKeyPair('RS256');
  const publicJwk = async ({ publicKey }, kid) => ({
    ...(await exportJWK(publicKey)),
    kid,
    alg: 'RS256',
    use: 'sig',
  });
  const kid = randomBytes(16).toString('base64url');
  const keySet = JSON.stringify({
    keys: [await publicJwk(signing, kid), await publicJwk(next, randomUUID())],
  });

  const tls = await certificate();
  let requests = 0;
  const server = createServer({ key: tls.private, cert: tls.cert }, (_request, response) => {
    requests += 1;
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Cache-Control': 'public, max-age=600',
    });
    response.end(keySet);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `https://127.0.0.1:${server.address().port}`;
  const issuer = `${origin}/`;

  /** One token of another user each; the claims are those of a usual provider's access token. */
  function sign({ iss = issuer, aud = AUDIENCE, expiresIn = 7200 } = {}) {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({
      iss,
      aud,
      azp: 'q3Zk8dQ1vVdJ0nYbW7cXhT2uLsR5mEaG',
      scope: 'openid profile',
    })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .setSubject(`auth0|${randomBytes(12).toString('hex')}`)
      .setIssuedAt(Math.min(now, now + expiresIn - 60))
      .setExpirationTime(now + expiresIn)
      .sign(signing.privateKey);
  }

  return {
    /** The environment variables of a deployment for this issuer; all subjects get the same. */
    settings: {
      TWILIO_ACCOUNT_SID: `AC${randomBytes(16).toString('hex')}`,
      TWILIO_API_KEY_SID: `SK${randomBytes(16).toString('hex')}`,
      TWILIO_API_KEY_SECRET: randomBytes(24).toString('base64url'),
      CONVERSATIONS_SERVICE_SID: `IS${randomBytes(16).toString('hex')}`,
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: AUDIENCE,
      AUTH_JWKS_URI: `${origin}/.well-known/jwks.json`,
    },
    certificate: tls.cert,
    requests: () => requests,

    /** Signs in batches, so that both the event loop and the thread pool stay busy. */
    async tokens(count) {
      const tokens = [];
      while (tokens.length < count) {
        const batch = Math.min(500, count - tokens.length);
        tokens.push(...(await Promise.all(Array.from({ length: batch }, () => sign()))));
      }
      return tokens;
    },

    /** Tokens that every subject has to refuse, by what is wrong with them. */
    async refused() {
      const [header, payload] = (await sign()).split('.');
      return {
        'the signature of another token': `${header}.${payload}.${(await sign()).split('.')[2]}`,
        'another issuer': await sign({ iss: 'https://other.example.com/' }),
        'another audience': await sign({ aud: 'https://other.example.com' }),
        'an expiry in the past': await sign({ expiresIn: -3600 }),
      };
    },
  };
}

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { jwtVerify } from 'jose';
import { encodePart, hmacMatches, hmacSha256, signHs256 } from '../src/hmac';
import { SECRET } from './support/tokens';

const anyText = fc.string({ unit: 'grapheme' });

describe('the HMAC', () => {
  it('is that of RFC 4231, test case 2', () => {
    const hex = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
    const mac = Buffer.from(hmacSha256('Jefe', 'what do ya want for nothing?'), 'base64url');
    expect(mac.toString('hex')).toBe(hex);
  });

  it('is base64url without padding, over the UTF-8 of any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (secret, text) => {
        const wanted = createHmac('sha256', Buffer.from(secret)).update(Buffer.from(text));
        expect(hmacSha256(secret, text)).toBe(wanted.digest('base64url'));
      }),
    );
  });
});

describe('comparing an HMAC', () => {
  const mac = hmacSha256(SECRET, 'text');

  it('accepts the one that belongs to the text', () => {
    expect(hmacMatches('sha256', SECRET, 'text', mac)).toBe(true);
  });

  it.each([
    ['of another text', hmacSha256(SECRET, 'test')],
    ['under another secret', hmacSha256(`${SECRET}.`, 'text')],
    ['cut short', mac.slice(0, -4)],
    ['with more behind it', `${mac}AAAA`],
    ['that is empty', ''],
    ['that is no base64url', '!'.repeat(43)],
  ])('refuses one %s', (_, given) => {
    expect(hmacMatches('sha256', SECRET, 'text', given)).toBe(false);
  });
});

describe('a token signed with HS256', () => {
  it('verifies elsewhere and keeps header and payload', async () => {
    const header = { alg: 'HS256', typ: 'JWT', cty: 'x;v=1' };
    const payload = { sub: 'Zoë 🎷', exp: Math.floor(Date.now() / 1000) + 60 };
    const token = signHs256(encodePart(header), payload, SECRET);
    const verified = await jwtVerify(token, new TextEncoder().encode(SECRET));
    expect(verified.protectedHeader).toEqual(header);
    expect(verified.payload).toEqual(payload);
  });
});

/**
 * Reads what people paste when they are asked about their login. Where an answer has one right
 * reading it is brought into shape; otherwise a sentence says what was wanted. The sentences never
 * repeat the answer, because it may be a secret in the wrong place.
 */

import { parseTrustworthyUrl } from '../../src/http/url';
import { VariableReader } from '../../src/settings/reader';

/** An answer in the shape in which it is used, or a full sentence that says what was wanted. */
export type Reading = { ok: true; value: string } | { ok: false; sentence: string };

/** Reads an answer. */
export type ReadAnswer = (answer: string) => Reading;

const accept = (value: string): Reading => ({ ok: true, value });
const refuse = (sentence: string): Reading => ({ ok: false, sentence });

/** Trims an answer, takes quotes off, and refuses what no variable may have, such as placeholders. */
export function plain(read: ReadAnswer): ReadAnswer {
  return (answer) => {
    const value = answer.trim().replace(/^(["'])(.*)\1$/, '$2');
    if (value === '') return refuse('An answer is needed.');
    const reader = new VariableReader({ answer: value });
    reader.text('answer');
    const [problem] = reader.problems;
    return problem ? refuse(`The answer ${problem.sentence}`) : read(value);
  };
}

/** One or several answers with commas between, each read on its own. */
export function list(read: ReadAnswer): ReadAnswer {
  return plain((answer) => {
    const readings = answer.split(',').map(plain(read));
    const wrong = readings.find(({ ok }) => !ok);
    if (wrong) return wrong;
    return accept(readings.map((reading) => (reading.ok ? reading.value : '')).join(','));
  });
}

/** A text of a pattern; its first group if it has one, else the whole. */
export function matching(pattern: RegExp, sentence: string): ReadAnswer {
  return plain((answer) => {
    const match = pattern.exec(answer);
    return match ? accept(match[1] ?? match[0]) : refuse(sentence);
  });
}

/** A UUID, in lower case as tokens have it. Before it may stand `api://`. */
export function uuid(sentence: string): ReadAnswer {
  return plain((answer) => {
    const match = /^(?:api:\/\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(answer);
    return match?.[1] ? accept(match[1].toLowerCase()) : refuse(sentence);
  });
}

/** A host name, perhaps with `https://` before and a slash behind; in lower case. */
export function hostName(sentence: string): ReadAnswer {
  return plain((answer) => {
    const host = answer.replace(/^https:\/\//i, '').replace(/\/$/, '');
    const isHost = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(host);
    return isHost ? accept(host.toLowerCase()) : refuse(sentence);
  });
}

/** An https URL, http on this machine only. `https://` is added. What follows the host stays. */
export const url: ReadAnswer = plain((answer) => {
  if (answer.includes('/.well-known/')) {
    // With a slash at the end or without, an issuer has the same discovery document.
    return refuse('Open that address, and give the value of "issuer" that stands in it.');
  }
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(answer) ? answer : `https://${answer}`;
  if (!parseTrustworthyUrl(full) || /[?"'`\\,]|[^\x21-\x7e]/.test(full)) {
    return refuse('An https URL is needed, without query (http only on this machine).');
  }
  return accept(full);
});

/** What a token names as its audience: ASCII without spaces, quotes or commas. */
export const audience: ReadAnswer = matching(
  /^[!$-&(-+\--[\]-_a-~]+$/,
  'An audience has no spaces, quotes or commas. Copy it from the settings of your login.',
);

/** The origin of a page (RFC 6454 §6.1) as browsers send it; a slash at the end is taken off. */
export const origin: ReadAnswer = plain((answer) => {
  const parsed = URL.canParse(answer) ? new URL(answer) : undefined;
  const isOrigin =
    (parsed?.protocol === 'https:' || parsed?.protocol === 'http:') &&
    parsed.href === `${parsed.origin}/`;
  return isOrigin
    ? accept(parsed.origin)
    : refuse('An origin is needed, such as https://app.example.com: scheme and host, no path.');
});

/**
 * A public key as `AUTH_PUBLIC_KEY` holds it: the base64 of a PEM text without its first and last line
 * (RFC 7468 §13), on one line; or a JWK. The PEM text itself is accepted too.
 */
export const publicKey: ReadAnswer = (answer) => {
  const pem = /-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]+)-----END PUBLIC KEY-----/.exec(answer);
  const text = (pem?.[1] ?? answer).replace(
    /\s+/g,
    pem || !answer.trim().startsWith('{') ? '' : ' ',
  );
  if (/^[A-Za-z0-9+/]{50,}=*$/.test(text) || text.trim().startsWith('{'))
    return accept(text.trim());
  return refuse(
    'A public key is needed: a PEM text that begins with BEGIN PUBLIC KEY, its base64, or a JWK.',
  );
};

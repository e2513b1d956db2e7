/** The part of an issuer that says how its login is asked about tokens. */
import type { LoginSettings } from '../authenticate/ask-login';
import { parseTrustworthyUrl } from '../http/url';
import { ISSUER_FIELD_NAMES, type IssuerSource } from './issuer-fields';
import type { VariableReader } from './reader';
import { TRUSTWORTHY_URL } from './values';

/** Reads it; undefined if the login is not asked. */
export function readLogin(source: IssuerSource, read: VariableReader): LoginSettings | undefined {
  const introspects = source.has('introspection.url');
  const asks = source.has('userinfo.url');
  if (!introspects) refuseIdle(source, 'introspection');
  if (!asks) refuseIdle(source, 'userinfo');
  // One variable says for both how long answers are cached.
  if (!introspects && !asks) {
    const without = `without ${source.name('introspection.url')}`;
    source.refuseIdle(['introspection.cacheSeconds'], without);
  }
  if (introspects && asks) {
    source.refuse(
      'userinfo.url',
      'conflict',
      `cannot be combined with ${source.name('introspection.url')}.`,
      'Remove one of the two.',
    );
  }
  if (introspects) return readIntrospection(source, read);
  return asks ? readUserinfo(source) : undefined;
}

function refuseIdle(source: IssuerSource, part: 'introspection' | 'userinfo'): void {
  const fields = ISSUER_FIELD_NAMES.filter(
    (field) => field.startsWith(`${part}.`) && !field.endsWith('.cacheSeconds'),
  );
  source.refuseIdle(fields, `without ${source.name(`${part}.url`)}`);
}

function readIntrospection(source: IssuerSource, read: VariableReader): LoginSettings {
  const authMethod = source.oneOf('introspection.authMethod', [
    'client_secret_basic',
    'client_secret_post',
    'bearer',
  ]);
  const clientId = String(source.value('introspection.clientId') ?? '');
  if (authMethod === 'bearer') {
    source.refuseIdle(['introspection.clientId'], 'with the method bearer');
  } else if (!source.has('introspection.clientId')) {
    source.refuse(
      'introspection.clientId',
      'missing',
      'is missing.',
      'The introspection endpoint wants a client.',
    );
  } else if (source.value('introspection.clientId') === '') {
    source.refuse('introspection.clientId', 'malformed', 'must not be empty.');
  }
  const secretVariable = String(
    source.value('introspection.secretVariable') ?? source.name('introspection.secretVariable'),
  );
  read.require(secretVariable, 'The introspection endpoint wants the secret of a client.');
  return {
    endpoint: {
      kind: 'introspection',
      url: readUrl(source, 'introspection.url'),
      clientId,
      clientSecret: read.credential(secretVariable) ?? '',
      authMethod,
    },
    tokens: source.oneOf('introspection.tokens', ['opaque', 'jwt', 'all']),
    cacheSeconds: readCacheSeconds(source, 'introspection.cacheSeconds'),
  };
}

function readUserinfo(source: IssuerSource): LoginSettings {
  const header = readHeader(source);
  return {
    endpoint: {
      kind: 'userinfo',
      url: readUrl(source, 'userinfo.url'),
      send: readSend(source),
      identityClaim: String(source.value('identity.claim')),
      ...(header && { header }),
    },
    tokens: source.oneOf('userinfo.tokens', ['opaque', 'all']),
    cacheSeconds: readCacheSeconds(source, 'userinfo.cacheSeconds'),
  };
}

function readUrl(source: IssuerSource, field: 'introspection.url' | 'userinfo.url'): string {
  const url = source.value(field);
  // Unreadable: that has its problem already.
  if (url !== undefined && !parseTrustworthyUrl(String(url))) {
    source.refuse(field, 'malformed', TRUSTWORTHY_URL);
  }
  return String(url);
}

function readCacheSeconds(
  source: IssuerSource,
  field: 'introspection.cacheSeconds' | 'userinfo.cacheSeconds',
): number {
  return source.integer(field, { min: 0, max: 60, unit: 'seconds' }) ?? 0;
}

/** Headers that the request has of its own, or that carry credentials. */
const RESERVED_HEADERS =
  /^(authorization|cookie|host|accept|accept-encoding|connection|content-.*|transfer-encoding|user-agent)$/i;

const HTTP_TOKEN = "[\\w!#$%&'*+.^`|~-]+";

type Send = Extract<LoginSettings['endpoint'], { kind: 'userinfo' }>['send'];

function readSend(source: IssuerSource): Send {
  const send = String(source.value('userinfo.send'));
  if (send === 'bearer' || send === 'cookie') return send;
  const [, how, name = ''] = new RegExp(`^(header|scheme) (${HTTP_TOKEN})$`).exec(send) ?? [];
  if (how === undefined) {
    source.refuse(
      'userinfo.send',
      'malformed',
      'must be bearer, cookie, header NAME or scheme NAME.',
    );
  } else if (how === 'header' && RESERVED_HEADERS.test(name)) {
    source.refuse(
      'userinfo.send',
      'malformed',
      'names a header that has another use.',
      'For Authorization use bearer or scheme NAME, for Cookie use cookie.',
    );
  }
  return how === 'scheme' ? { scheme: name } : { header: name.toLowerCase() };
}

function readHeader(source: IssuerSource): { name: string; value: string } | undefined {
  const given = source.value('userinfo.header');
  if (given === undefined) return undefined;
  const [, name, value] =
    new RegExp(`^(${HTTP_TOKEN}): *([\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)$`).exec(
      String(given),
    ) ?? [];
  if (name === undefined || value === undefined || RESERVED_HEADERS.test(name)) {
    return source.refuse(
      'userinfo.header',
      'malformed',
      'must be a header such as X-Parse-Application-Id: my-app, and not one of the request itself.',
    );
  }
  const send = String(source.value('userinfo.send'));
  if (send.toLowerCase() === `header ${name.toLowerCase()}`) {
    source.refuse('userinfo.header', 'conflict', 'is the header that has the credential.');
  }
  return { name: name.toLowerCase(), value };
}

/** Which system issued a credential, as far as the credential itself shows it. */
import type { Marks, Provider } from './provider';
import { PROVIDERS } from './table';

/** A credential of a user's app: a JWT taken apart, an opaque token, or the name of a cookie. */
export type Credential =
  | {
      readonly kind: 'jwt';
      readonly header: Readonly<Record<string, unknown>>;
      readonly payload: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'cookie'; readonly name: string };

/**
 * The systems that may have issued a credential, in the order of the table. None is certain: anyone can
 * write any `iss` into a token, so this is for suggestions and never for trust.
 */
export function recognise(credential: Credential): Provider[] {
  return PROVIDERS.filter(({ marks = [] }) => marks.some((each) => fits(each, credential)));
}

function fits({ issuer, cookie, token, claims, header }: Marks, credential: Credential): boolean {
  if (credential.kind === 'cookie') return cookie?.test(credential.name) ?? false;
  if (credential.kind === 'token') return token?.test(credential.text) ?? false;
  if (!issuer && !claims && !header) return false;
  const { payload } = credential;
  return (
    (!issuer || (typeof payload.iss === 'string' && issuer.test(payload.iss))) &&
    (claims ?? []).every((name) => Object.hasOwn(payload, name)) &&
    Object.entries(header ?? {}).every(([name, value]) => credential.header[name] === value)
  );
}

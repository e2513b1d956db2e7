/**
 * The first three questions about a request: whose proof is this, under which name, and what may they
 * do? `/token` issues an access token afterwards; functions of an adopter do their own work.
 */
import { type AuthenticationRuntime, authenticate, type Caller } from './authenticate';
import { createLogins } from './authenticate/ask-login';
import { createKeySources } from './authenticate/key-set/key-source';
import { authorize, type Grant } from './authorize';
import type { Runtime, ServiceRequest } from './endpoint';
import { type Identity, identify } from './identify';
import { hashIdentity, issuerLabel, type Subject } from './log';
import type { BackendEntry, IssuerEntry, Settings } from './settings';

/** A caller who was let in. */
export interface Admission {
  caller: Caller<IssuerEntry, BackendEntry>;
  identity: Identity;
  grant: Grant;
}

/**
 * Lets a caller in.
 *
 * @param subject filled in as soon as it is known whom the request is about, for the log
 * @throws Refusal
 */
export type Admit = (
  request: ServiceRequest,
  settings: Settings,
  subject: Subject,
) => Promise<Admission>;

/** Makes the function that lets callers in, once per instance: it owns the caches. */
export function createAdmission(runtime: Runtime): Admit {
  const { now, log } = runtime;
  const authentication: AuthenticationRuntime = {
    now,
    keySource: createKeySources(runtime, (issuer, cause, retryAfter) =>
      log({ event: 'key_set', level: 'warning', issuer, cause, retryAfter }),
    ),
    logins: createLogins(runtime, (issuer, cause, retryAfter) =>
      log({ event: 'lookup', level: 'warning', issuer, cause, retryAfter }),
    ),
  };
  return async (request, settings, subject) => {
    const caller = await authenticate(request, settings, authentication);
    subject.caller = caller.kind;
    subject.issuer = issuerLabel(caller);
    if (caller.kind === 'person') subject.keys = caller.keys;
    const identity = identify(caller);
    subject.identity = hashIdentity(identity, settings.twilio.apiKeySecret);
    const grant = authorize(caller, request.fields, settings.authorization, now() / 1000);
    if (grant.rule !== undefined) subject.rule = grant.rule;
    if (grant.audit) subject.audit = grant.audit;
    return { caller, identity, grant };
  };
}

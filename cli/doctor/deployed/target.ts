/** A deployed service, seen from outside. */

import { REFUSALS, type RefusalCode } from '../../../src/errors';
import { isJsonObject } from '../../../src/http/json';
import { parseTrustworthyUrl } from '../../../src/http/url';
import type { Settings } from '../../../src/settings';
import { type Finding, warning, wrong } from '../check';
import type { HttpAnswer, Question } from '../http';
import type { World } from '../world';

/** What is probed, and with what. */
export interface Target {
  /** The address of the service, without a slash at the end. */
  url: string;
  /** The origin of a page that is to be let in; undefined if none was named. */
  origin: string | undefined;
  /** A token of the login; undefined if none was given. */
  bearer: string | undefined;
  /** The settings on this machine, if they are valid. The deployed ones cannot be seen. */
  settings: Settings | undefined;
}

/** The world of the checks that probe a deployed service. */
export interface DeployedWorld extends World {
  target: Target;
}

/**
 * The address of the service.
 *
 * @param text that, or the address of one of its functions
 * @throws Error with a sentence if it is no address, or not https
 */
export function parseTargetUrl(text: string): string {
  const url = parseTrustworthyUrl(text);
  if (!url) throw new Error('--url must be an https URL (http only on this machine).');
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/(token|guest|health)$/, '');
}

/** Asks one of the functions. */
export function ask(
  { http, target }: DeployedWorld,
  path: '/token' | '/guest' | '/health',
  question?: Question,
): Promise<HttpAnswer> {
  return http(`${target.url}${path}`, question);
}

/** The body as JSON, if it is an object. */
export function bodyOf({ body }: HttpAnswer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** The code of a refusal of this service; undefined if the answer is none. */
export function refusalIn(answer: HttpAnswer): RefusalCode | undefined {
  const { code, requestId } = bodyOf(answer);
  if (typeof code !== 'string' || typeof requestId !== 'string') return undefined;
  return Object.hasOwn(REFUSALS, code) ? (code as RefusalCode) : undefined;
}

/** Whether an answer has the form of this service's: a refusal, or one that is never cached. */
export function isOfService(answer: HttpAnswer): boolean {
  if (refusalIn(answer)) return true;
  return answer.status === 200 && Object.keys(bodyOf(answer)).length > 0;
}

/** Words for an answer that was not expected. Nothing of its body is shown. */
export function describe(answer: HttpAnswer): string {
  const code = refusalIn(answer);
  return code ? `status ${answer.status}, ${code}` : `status ${answer.status}`;
}

/** A finding for an answer that tells nothing about what was asked. */
export function unexpected(what: string, answer: HttpAnswer): Finding {
  const code = refusalIn(answer);
  const finding = `${what}: ${describe(answer)}.`;
  if (answer.status === 503) {
    return warning(finding, 'The service cannot ask the login. Its log says why.');
  }
  return wrong(finding, code ? REFUSALS[code].sentence : 'Deploy again: npm run deploy');
}

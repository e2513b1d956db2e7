/**
 * What the pages of `docs/providers` say will happen when something is not as it should be, row by
 * row. Each row changes the page's configuration or its token, and says what comes of it: the code of
 * a refusal, or the identity where the page warns that it would be granted.
 */
import { APP_PLATFORMS } from './cases/app-platforms';
import { IDENTITY_PROVIDERS } from './cases/identity-providers';
import { OWN_AND_OTHERS } from './cases/own-and-others';
import type { Changes, StandIn } from './stand-in';

/** One row. */
export interface Case {
  name: string;
  changes?: Changes | ((standIn: StandIn) => Changes);
  /** Sent in place of the page's token. */
  bearer?: string;
  expected: string;
}

/** Rows by the id of the provider. */
export type Cases = Readonly<Record<string, readonly Case[]>>;

/** All of them. */
export const CASES: Cases = { ...IDENTITY_PROVIDERS, ...APP_PLATFORMS, ...OWN_AND_OTHERS };

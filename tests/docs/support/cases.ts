/**
 * What the pages of `docs/logins` say will happen when something is not as it should be, row by
 * row. Each row changes the page's configuration or its token, and says what comes of it: the code of
 * a refusal, or the identity where the page warns that it would be granted.
 */
import { APP_PLATFORMS } from './cases/app-platforms';
import { FRAMEWORKS } from './cases/frameworks';
import { IDENTITY_PROVIDERS } from './cases/identity-providers';
import { MORE_IDENTITY_PROVIDERS } from './cases/more-identity-providers';
import { MORE_PLATFORMS } from './cases/more-platforms';
import { OWN_AND_OTHERS } from './cases/own-and-others';
import type { Changes, StandIn } from './stand-in';

/** One row. */
export interface Case {
  name: string;
  /** The title of another way on the page, whose variables and credential are used. */
  way?: string;
  changes?: Changes | ((standIn: StandIn) => Changes);
  expected: string;
}

/** Rows by the id of the provider. */
export type Cases = Readonly<Record<string, readonly Case[]>>;

/** All of them. */
export const CASES: Cases = {
  ...IDENTITY_PROVIDERS,
  ...MORE_IDENTITY_PROVIDERS,
  ...FRAMEWORKS,
  ...APP_PLATFORMS,
  ...MORE_PLATFORMS,
  ...OWN_AND_OTHERS,
};

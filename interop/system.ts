/** A real login system on loopback, and how a web app signs in to it. */

/** What a web app holds after its user has signed in. */
export type Credential =
  | { kind: 'bearer'; token: string }
  /** A cookie, with its value as the browser sends it. */
  | { kind: 'cookie'; name: string; value: string };

/** A system that is running. */
export interface Running {
  /** Its version, as its package or its package manager says. */
  version: string;
  /** The answers to the questions of its page. */
  answers?: Readonly<Record<string, string>>;
  /** The variables that its page says to copy from the app, such as AUTH_SECRET. */
  copied?: Readonly<Record<string, string>>;
  /** Signs a user in, through the system's own API or pages. */
  signIn(user: UserName): Promise<SignedIn>;
  close(): Promise<void>;
}

/** The two users that each system has. */
export type UserName = 'alice' | 'bob';

/** A user who has signed in. */
export interface SignedIn {
  credential: Credential;
  /** The id that the system knows the user by; the identity is made of it. */
  userId: string;
  /** Ends the session, through the system's own API; undefined if there is nothing to end. */
  signOut: (() => Promise<void>) | undefined;
}

/** A system that can be started. */
export interface System {
  title: string;
  /** The id of its page in docs/logins. */
  page: string;
  /** Which of the page's alternatives it is, by title; the page's main way if left out. */
  alternative?: RegExp;
  /** Whether it comes from Debian's packages. */
  debian?: boolean;
  start(): Promise<Running>;
}

/** The password of both users. */
export const PASSWORD = 'correct horse battery staple';

/** The e-mail address of a user. */
export const emailOf = (user: UserName) => `${user}@example.com`;

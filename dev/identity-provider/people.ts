/** The people who can log in at the development identity provider. */

/** One person, with the standard claims of OpenID Connect Core §5.1 that tokens carry. */
export interface Person {
  /** The subject, and the name by which the person is chosen on the login page. */
  readonly sub: string;
  readonly name: string;
  readonly email: string;
  readonly email_verified: boolean;
}

/** Everybody who exists. Carol's address is unverified, so an identity made of it must be refused. */
export const PEOPLE: readonly [Person, ...Person[]] = [
  { sub: 'alice', name: 'Alice Arendt', email: 'alice@example.com', email_verified: true },
  { sub: 'bob', name: 'Bob Baker', email: 'bob@example.com', email_verified: true },
  { sub: 'carol', name: 'Carol Chen', email: 'carol@example.com', email_verified: false },
];

/** Finds a person by subject. */
export function findPerson(sub: string): Person | undefined {
  return PEOPLE.find((person) => person.sub === sub);
}

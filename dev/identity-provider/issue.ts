/** Issues tokens by the provider's own models, where a person at a sign-in page would be in the way. */
import type { Provider } from 'oidc-provider';
import {
  AUDIENCE,
  CLIENT_ID,
  IDENTITY_SCOPE,
  RESOURCE_SCOPE,
  type SigningAlgorithm,
} from './client';
import { claimsOf, grantEverything, type Keys, resourceServer } from './configuration';
import { type Draft, isFault, signDraft } from './faults';
import type { BearerRequest } from './fetch-bearer';
import { findPerson, PEOPLE } from './people';

/** The request cannot be met. The message is a sentence for whoever sent it. */
export class IssueError extends Error {
  override readonly name = 'IssueError';
}

/**
 * Issues an access token.
 *
 * @throws IssueError
 */
export async function issueBearer(
  provider: Provider,
  keys: Keys,
  wanted: Partial<BearerRequest>,
): Promise<string> {
  const { scope = `${IDENTITY_SCOPE} ${RESOURCE_SCOPE}`, resource = AUDIENCE, fault } = wanted;
  const person = findPerson(String(wanted.person));
  if (!person) {
    const names = PEOPLE.map(({ sub }) => sub).join(', ');
    throw new IssueError(`There is no "${wanted.person}". There are: ${names}.`);
  }
  const server = resourceServer(resource);
  if (!server) throw new IssueError(`There is no resource "${resource}".`);
  if (fault !== undefined && !isFault(fault)) throw new IssueError(`There is no such fault.`);

  const client = await provider.Client.find(CLIENT_ID);
  if (!client) throw new Error('The client of the playground is not registered.');
  const granted = scope.split(' ').filter((name) => name === RESOURCE_SCOPE);
  const token = new provider.AccessToken({
    client,
    accountId: person.sub,
    grantId: await grantEverything(provider, CLIENT_ID, person.sub),
    gty: 'authorization_code',
    scope: granted.join(' '),
    extra: claimsOf(person),
    resourceServer: new provider.ResourceServer(resource, server),
  } as ConstructorParameters<Provider['AccessToken']>[0]);
  const bearer = await token.save();
  return fault ? signDraft(draftOf(bearer, keys), fault) : bearer;
}

function draftOf(jwt: string, keys: Keys): Draft {
  const [header, payload] = jwt
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, payload, key: keys[header.alg as SigningAlgorithm] };
}

/** What this machine does for the page while `npm start` runs. */
import type { Step } from '../settings';

async function ask<T>(path: string, body: object): Promise<T> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** The service's own explanation of what it decides about a token. */
export async function explain(token: string): Promise<readonly Step[]> {
  return (await ask<{ steps: readonly Step[] }>('/playground/explain', { token })).steps;
}

/** A token for one of the people, with a fault in it if one is named. */
export async function issueBearer(person: string, fault?: string): Promise<string> {
  const body = { person, ...(fault !== undefined && { fault }) };
  return (await ask<{ bearer: string }>('/playground/bearer', body)).bearer;
}

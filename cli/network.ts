/** How the tools reach the network: directly, or through the proxy that the shell names. */
import https, { Agent, type AgentOptions } from 'node:https';
import type { RestCredentials } from '../src/twilio/client';
import { createRestClient, type RestHttpClient } from '../src/twilio/client';
import { canUseProxy, proxyVariable } from './proxy';

/** Whether requests of this process go through a proxy. */
export function goesThroughProxy(
  environment: NodeJS.ProcessEnv = process.env,
  nodeVersion = process.version,
): boolean {
  return proxyVariable(environment) !== undefined && canUseProxy(nodeVersion);
}

/**
 * Lets all https requests of this process go through the proxy of the shell, as curl and npm do.
 * Nothing happens without a proxy, or on a version of Node.js that cannot.
 */
export function useProxy(): void {
  if (goesThroughProxy()) https.globalAgent = proxyAgent();
}

function proxyAgent(): Agent {
  // https://nodejs.org/api/https.html#class-httpsagent, of later versions than these types describe.
  const options: AgentOptions & { proxyEnv: NodeJS.ProcessEnv } = { proxyEnv: process.env };
  return new Agent(options);
}

/** Makes a client of Twilio's REST API for a tool. */
export async function connectTwilio(credentials: RestCredentials) {
  if (!goesThroughProxy()) return createRestClient(credentials);
  const { default: twilio } = await import('twilio');
  const client = new twilio.RequestClient();
  // The library switches the proxies of axios off, which would otherwise use the same one.
  client.axios.interceptors.request.use(({ proxy: _, ...request }) => request);
  return createRestClient(credentials, client as RestHttpClient);
}

/** The way from the `twilio` package to the stand-in: its own client of HTTP, with another address. */
import type { Agent } from 'node:http';
import { RequestClient } from 'twilio';
import { parseHost } from './hosts';

/** In which header the stand-in is told whom a request was meant for. */
export const MEANT_FOR = 'x-stand-in-host';

type Options = Parameters<RequestClient['request']>[0];

/**
 * For the option `httpClient` of the `twilio` package. What would go to Twilio goes to the stand-in,
 * over real HTTP; anything else is refused, so that nothing leaves the machine.
 */
export class StandInClient extends RequestClient {
  constructor(
    private readonly url: string,
    agent: Agent,
  ) {
    super();
    this.axios.defaults.httpAgent = agent;
  }

  /** @throws Error for a host that is not one of Twilio's */
  override async request<TData>(options: Options) {
    const target = new URL(options.uri);
    if (target.protocol !== 'https:' || !parseHost(target.host)) {
      throw new Error(`The stand-in is not ${target.protocol}//${target.host}.`);
    }
    const uri = this.url + target.pathname + target.search;
    const headers = { ...options.headers, [MEANT_FOR]: target.host };
    return super.request<TData>({ ...options, uri, headers } as never);
  }
}

/**
 * Twilio's hosts: `<product>.twilio.com`, or `<product>.<edge>.<region>.twilio.com`. Without an edge
 * no region but the first can be reached.
 * https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region
 */
import type { Region } from '../../../src/twilio/issue';

/** The products that the stand-in speaks for. */
export type Product = 'api' | 'conversations' | 'iam';

const HOST = /^(api|conversations|iam)(?:\.(?:us1|(?:ashburn|dublin)\.(us1|ie1)))?\.twilio\.com$/;

/** Product and region of a host, undefined for any other. */
export function parseHost(host: string): { product: Product; region: Region } | undefined {
  const [, product, region = 'us1'] = HOST.exec(host) ?? [];
  return product ? { product: product as Product, region: region as Region } : undefined;
}

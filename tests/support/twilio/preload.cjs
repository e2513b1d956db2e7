/**
 * For `--require`: what the `twilio` package would send to Twilio goes to the stand-in at
 * `STAND_IN_URL`, and nowhere else.
 */
const { RequestClient } = require('twilio');

const { request } = RequestClient.prototype;

RequestClient.prototype.request = function toStandIn(options) {
  const target = new URL(options.uri);
  const uri = process.env.STAND_IN_URL + target.pathname + target.search;
  const headers = { ...options.headers, 'x-stand-in-host': target.host };
  return request.call(this, { ...options, uri, headers });
};

/**
 * For `--require`: what Twilio's deployment tool would send to Twilio goes to the stand-in at
 * `SERVERLESS_STAND_IN_URL`, and nowhere else.
 */
const http = require('node:http');
const https = require('node:https');
const { readFileSync } = require('node:fs');

const { hostname, port } = new URL(process.env.SERVERLESS_STAND_IN_URL);

https.request = (target, options, callback) => {
  const headers = { ...options.headers, 'x-stand-in-host': target.host };
  // What other users of the machine can read of this process.
  if (process.platform === 'linux') {
    headers['x-stand-in-command'] = encodeURIComponent(readFileSync('/proc/self/cmdline', 'utf8'));
  }
  const { method } = options;
  // As the real one does with a URL.
  const auth = [target.username, target.password].map(decodeURIComponent).join(':');
  const path = target.pathname + target.search;
  return http.request({ hostname, port, path, method, headers, auth }, callback);
};

/**
 * Node's environment for tests without what the machine happens to have set. The programs that tests
 * start inherit these variables, so a colour or a setting of the shell would change what they print.
 * This file runs outside of the sandbox of a test, where the real `process.env` is.
 */
const { TestEnvironment } = require('jest-environment-node');

const FOREIGN = [
  // Colours and width. At a terminal Jest itself sets FORCE_COLOR.
  /^(FORCE_COLOR|NO_COLOR|CLICOLOR|CLICOLOR_FORCE|COLORTERM|COLUMNS|LINES)$/,
  // Proxies.
  /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY|NODE_USE_ENV_PROXY)$/i,
  // What configures this service and its tools.
  /^(ACCOUNT_SID|AUTH_TOKEN|AUTH_|BACKEND_|CONVERSATIONS_|GUEST|IDENTITY_|OTHER_VARIABLES|PORT$|PUSH_|TOKEN_|TWILIO_|ALLOWED_)/,
];

for (const name of Object.keys(process.env)) {
  if (FOREIGN.some((pattern) => pattern.test(name))) delete process.env[name];
}

// The programs that tests start report what they ran; the tests themselves are counted by Jest.
const { COVERAGE_OF_CHILDREN } = process.env;
if (COVERAGE_OF_CHILDREN) process.env.NODE_V8_COVERAGE = COVERAGE_OF_CHILDREN;

module.exports = TestEnvironment;

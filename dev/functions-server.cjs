/**
 * Twilio's local server over the functions and assets of a build, in a process of its own because
 * it sets globals. The first message says what to serve; it answers with its port on loopback. It
 * ends with its parent.
 */
const { createServer } = require('node:http');
const { getListOfFunctionsAndAssets } = require('@twilio-labs/serverless-api/dist/utils/fs');
const { LocalDevelopmentServer } = require('@twilio/runtime-handler/dev');

process.once('disconnect', () => process.exit());
// Ctrl-C reaches every process of the terminal. This one waits for its parent to end it.
process.on('SIGINT', () => {});

process.once('message', async ({ functionsFolder, assetsFolder, ...options }) => {
  const routes = await getListOfFunctionsAndAssets(options.baseDir, {
    functionsFolderNames: [functionsFolder],
    assetsFolderNames: [assetsFolder],
  });
  const { app } = new LocalDevelopmentServer(0, {
    url: 'http://localhost',
    forkProcess: false,
    live: false,
    logs: false,
    detailedLogs: false,
    legacyMode: false,
    enableDebugLogs: false,
    ...options,
    routes,
  });
  const server = createServer(app);
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});

/**
 * The process behind `startLocalRuntime`: Twilio's own local server over the files of a build. It is
 * told what to serve by the first message and answers with its port; it ends with its parent.
 */
const { createServer } = require('node:http');
const { getListOfFunctionsAndAssets } = require('@twilio-labs/serverless-api/dist/utils/fs');
const { LocalDevelopmentServer } = require('@twilio/runtime-handler/dev');

process.once('disconnect', () => process.exit());

process.once('message', async ({ baseDir, functionsFolder, assetsFolder, env, forkProcess }) => {
  const routes = await getListOfFunctionsAndAssets(baseDir, {
    functionsFolderNames: [functionsFolder],
    assetsFolderNames: [assetsFolder],
  });
  const { app } = new LocalDevelopmentServer(0, {
    baseDir,
    env,
    forkProcess,
    routes,
    url: 'http://localhost',
    // Off, or the functions would be loaded anew for each request.
    live: false,
    logs: false,
    detailedLogs: false,
    legacyMode: false,
    enableDebugLogs: false,
  });
  const server = createServer(app);
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
});

/** `npm run doctor`: finds what is wrong before the first user does. */
import { text } from 'node:stream/consumers';
import { ENV, JSON_OPTION, readCall, render, startCommand, TOKEN_ARGUMENT } from '../command';
import { wantsColour } from '../paint';
import { readToken } from '../token-argument';
import { renderReport, runDoctor, systemWorld } from '.';

const DOCTOR = {
  name: 'doctor',
  about:
    'Looks at everything that makes the service fail, and says what to do: this machine, whom the service will ask, and a deployed service if its address is given.',
  options: {
    env: ENV,
    offline: { about: 'Asks no one.' },
    url: { takes: 'https://…', about: 'Probes a deployed service too, from outside.' },
    origin: {
      takes: 'https://…',
      about: 'With --url: the page that must be let in. Default: those of the settings.',
    },
    bearer: {
      takes: 'TOKEN',
      about: `With --url: a token of the login, which must get an access token (${TOKEN_ARGUMENT}).`,
    },
    json: JSON_OPTION,
  },
  endings: '0 nothing is wrong, 1 something is, 2 a mistake in usage.',
} as const;

startCommand(async (words) => {
  const call = readCall(DOCTOR, words, process.env);
  if ('help' in call) return { text: call.help, exitCode: 0 };
  const { env, offline, url, origin, bearer, json } = call.options;
  const token = bearer && (await readToken(bearer, () => text(process.stdin)));
  const options = {
    offline,
    ...(url !== undefined && { url }),
    ...(origin !== undefined && { origin }),
    ...(token !== undefined && { bearer: token }),
  };
  const report = await runDoctor(options, systemWorld(env === undefined ? {} : { env }));
  const colour = wantsColour(process.stdout, process.env);
  const looks = { width: process.stdout.columns, colour };
  return {
    text: render(json, report, () => renderReport(report, looks)),
    exitCode: report.ok ? 0 : 1,
  };
});

/** What `npm start` prints once everything runs: what is where, and what to paste next. */
import type { Paint } from '../cli/paint';
import { DEFAULT_PORT } from './identity-provider/client';
import { PEOPLE } from './identity-provider/people';

/** What is running. */
export interface Running {
  /** Where the playground is; the service is at `/token`. */
  readonly url: string;
  /** The development identity provider; undefined if callers sign in somewhere else. */
  readonly issuer: string | undefined;
  /** The stand-in for Twilio's socket; undefined if the credentials are real. */
  readonly socket: string | undefined;
  /** How tokens of the people can be had: from the provider, or signed with the shared secret. */
  readonly canSign: boolean;
  /** A token to write into the command, for shells that cannot run one command inside another. */
  readonly literal: string | undefined;
  /** The environment file, if it is not the usual one. */
  readonly file: string | undefined;
  /** Whether that file exists. */
  readonly hasFile: boolean;
  /** The variables that were made up or extended for this run. */
  readonly added: readonly string[];
  /** A sentence about a proxy that cannot be used. */
  readonly notice: string | undefined;
}

/** Writes the summary. Its commands can be pasted into a shell as they are. */
export function summarize(running: Running, paint: Paint): string {
  const { url, issuer, socket, added, notice } = running;
  const label = (name: string) => paint(name.padEnd(19), 'dim');
  const row = (name: string, value: string, more = '') =>
    `${label(name)}${value}${more && paint(`  ${more}`, 'dim')}`;
  const [first] = PEOPLE;
  const names = PEOPLE.map(({ sub }) => sub).join(', ');
  const bearer = bearerCommand(running);
  const curl = (token: string) =>
    `  curl -sS -X POST -H "Authorization: Bearer ${token}" ${url}/token`;

  const rows = [
    row('Token service', `${url}/token`),
    ...(issuer ? [row('Identity provider', issuer, `people: ${names}`)] : []),
    ...(socket ? [row('Conversations', socket, "stands in for Twilio's socket")] : []),
    row('Settings', settingsOf(running)),
    ...(added.includes('ALLOWED_ORIGINS')
      ? [row('', `ALLOWED_ORIGINS also has ${url} for this run, for the playground.`)]
      : []),
  ];
  const paragraphs = [
    rows.join('\n'),
    running.canSign
      ? `Ask for a Conversations token as ${first.sub}, in another terminal in this folder:`
      : 'Ask for a Conversations token:',
    curl(running.canSign ? (running.literal ?? `$(${bearer})`) : '<TOKEN OF YOUR LOGIN>'),
    ...(running.canSign && !running.literal
      ? [
          `${paint('A shell without $( ): npm start -- --literal. The token alone, for any of the people:', 'dim')}\n  ${bearer}`,
        ]
      : []),
    ...(socket
      ? [
          `Your own page connects to the stand-in with\n  connect(source, { Client, clientOptions: { Twilsock: { uri: '${socket}' } } })\n${paint('Twilio itself would refuse these tokens: the credentials are made up. Get yours: npm run setup', 'dim')}`,
        ]
      : []),
    ...(notice ? [paint(notice, 'yellow')] : []),
    `${paint('Playground'.padEnd(19), 'bold')}${paint(`${url}/`, 'bold', 'underline', 'cyan')}`,
    paint('Ctrl-C stops everything.', 'dim'),
  ];
  return `\n${paragraphs.join('\n\n')}\n`;
}

/** Which file the settings are from, and what is made up. */
function settingsOf({ file = '.env', hasFile, added }: Running): string {
  const has = (name: string) => added.includes(name);
  const madeUp = [
    ...(has('TWILIO_API_KEY_SID') ? ['the Twilio credentials'] : []),
    ...(has('AUTH_ISSUER') ? ['the login'] : []),
    ...(has('GUESTS') ? ['guests'] : []),
  ];
  const source = hasFile ? file : `no ${file}`;
  return madeUp.length > 0 ? `${source}; made up for this run: ${madeUp.join(', ')}` : source;
}

/** Without options if the defaults lead to what is running. */
function bearerCommand({ issuer, file }: Running): string {
  const command = `npm run -s bearer -- ${PEOPLE[0].sub}`;
  if (issuer) {
    const usual = issuer.endsWith(`:${DEFAULT_PORT}`) && !file;
    return usual ? command : `${command} --issuer ${issuer}`;
  }
  return file ? `${command} --env '${file}'` : command;
}

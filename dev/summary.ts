/** What `npm start` prints once everything runs: what is where, and what to paste next. */
import { DEFAULT_PORT } from './identity-provider/client';
import { PEOPLE } from './identity-provider/people';

/** What is running. */
export interface Running {
  /** The page to try everything with. */
  readonly playground: string;
  /** The endpoint that issues Conversations tokens. */
  readonly url: string;
  /** The development identity provider; undefined if callers log in somewhere else. */
  readonly issuer: string | undefined;
  /** A bearer token of the first person; undefined if only that other login can issue one. */
  readonly bearer: string | undefined;
  /** The environment file, if it is not the usual one. */
  readonly file: string | undefined;
  /** Whether Twilio knows nothing of the credentials. */
  readonly madeUp: boolean;
}

/** Writes the summary. Its commands can be pasted into a shell as they are. */
export function summarize(running: Running): string {
  const { playground, url, issuer, bearer } = running;
  const names = PEOPLE.map(({ sub }) => sub).join(', ');
  const paragraphs = [
    [
      `Playground         ${playground}`,
      `Token service      ${url}`,
      ...(issuer ? [`Identity provider  ${issuer}`] : []),
    ].join('\n'),
    `Ask for a Conversations token${bearer ? ` as ${PEOPLE[0].sub}` : ''}:`,
    `  curl -sS -X POST -H "Authorization: Bearer ${bearer ?? '<TOKEN OF YOUR LOGIN>'}" ${url}`,
  ];
  if (bearer) {
    paragraphs.push(
      `Get a bearer token for any of ${names}, valid for an hour:`,
      `  ${bearerCommand(running)}`,
    );
  }
  if (running.madeUp) {
    paragraphs.push(
      'The Twilio credentials are made up, so Twilio would refuse the tokens. Put yours into .env.',
    );
  }
  paragraphs.push('Ctrl-C stops everything.');
  return `\n${paragraphs.join('\n\n')}\n`;
}

/** Without options if the defaults lead to what is running. */
function bearerCommand({ issuer, file }: Running): string {
  const command = 'npm run -s bearer -- bob';
  if (issuer)
    return issuer.endsWith(`:${DEFAULT_PORT}`) && !file ? command : `${command} --issuer ${issuer}`;
  return file ? `${command} --env "${file}"` : command;
}

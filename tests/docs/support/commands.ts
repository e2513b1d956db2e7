/** The commands in a page of the documentation. */

/** A call of `twilio serverless:…` or `npx twilio-run …`. */
export interface ServerlessCommand {
  /** As the page has it. */
  text: string;
  /** `env:set`, `logs` and so on. */
  name: string;
  /** The flags with their values, quotes taken off; `true` for one without a value. */
  flags: Record<string, string | true>;
}

/** The command in a text, if it is one of the serverless plugin. */
export function readCommand(text: string): ServerlessCommand | undefined {
  const [, name] = /^twilio serverless:([a-z:]+)/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const flags = [...text.matchAll(/ (--?[a-z-]+)(?:[= ]("[^"]*"|[^\s`"-][^\s`]*))?/g)].map(
    ([, flag = '', value]) =>
      [flag.replace(/^-+/, ''), value?.replace(/^"|"$/g, '') ?? true] as const,
  );
  return { text, name, flags: Object.fromEntries(flags) };
}

/** All such commands in a page, in code blocks and in lines of text. */
export function commandsIn(page: string): ServerlessCommand[] {
  return [...page.matchAll(/twilio serverless:[a-z:]+[^\n`]*/g)].flatMap(
    ([text]) => readCommand(text) ?? [],
  );
}

/** What is wrong with a command, measured by the installed twilio-run; undefined if nothing is. */
export function complaintAbout({ name, flags }: ServerlessCommand): string | undefined {
  const [group, verb] = name.split(':');
  const path = verb === undefined ? group : `${group}/${group}-${verb}`;
  let options: Record<string, { alias?: string; choices?: readonly string[] }>;
  try {
    ({ options } = jest.requireActual(`twilio-run/dist/commands/${path}`).cliInfo);
  } catch {
    return `twilio-run has no command ${name}`;
  }
  for (const [flag, value] of Object.entries(flags)) {
    const option = options[flag] ?? Object.values(options).find(({ alias }) => alias === flag);
    if (!option) return `twilio-run ${name} has no flag ${flag}`;
    if (option.choices && !option.choices.includes(String(value))) {
      return `twilio-run ${name} does not take ${flag}=${value}`;
    }
  }
  return undefined;
}

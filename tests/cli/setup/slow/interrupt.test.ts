/** Ctrl-C at each question, on a real terminal. */
import { PROVIDERS } from '../../../../cli/providers';
import { QUESTIONS } from '../../../../cli/setup/questions';
import { API_KEY_SECRET } from '../../../support/tokens';
import { AUTH_TOKEN } from '../../../support/twilio';
import { ALL_ANSWERS, LOGIN } from '../support/answers';
import { ASKED, type Asked, UNREACHED } from '../support/asked';
import { atTerminal, KEYS } from '../support/pseudo-terminal';
import { CHALLENGE_SECRET, type FlagValues, Stage } from '../support/stage';

jest.setTimeout(40_000);

/** What some logins are asked, with the answers of the others. */
const LOGIN_ROWS = PROVIDERS.filter(({ id }) => ['auth0', 'clerk', 'ory'].includes(id)).flatMap(
  ({ id, questions }) =>
    questions.map(({ name, sentence }) => {
      const others = questions.map((each) => [
        each.name,
        each.name === name ? undefined : each.example,
      ]);
      const flags: FlagValues = { provider: id, issuer: undefined, audience: undefined };
      return {
        name: `${id}: ${name}`,
        sentence,
        row: { flags: { ...flags, ...Object.fromEntries(others) } },
      };
    }),
);

const questions: [string, { sentence: string }][] = Object.entries(QUESTIONS).filter(
  ([name]) => !UNREACHED.some((each) => each === name),
);
const CASES: { name: string; sentence: string; row: Asked | undefined }[] = [
  ...questions.map(([name, { sentence }]) => ({
    name,
    sentence,
    row: (ASKED as Record<string, Asked>)[name],
  })),
  ...LOGIN_ROWS,
];

it('has a case for each question', () => {
  expect(CASES.filter(({ row }) => row === undefined)).toEqual([]);
  expect([...Object.keys(ASKED), ...UNREACHED].sort()).toEqual(Object.keys(QUESTIONS).sort());
});

atTerminal.each(CASES)(
  'leaves nothing behind when it is interrupted at $name',
  async ({ sentence, row }) => {
    const stage = await Stage.open(LOGIN);
    try {
      const { flags, file, environment } = row ?? {};
      Object.assign(stage.environment, environment);
      if (file !== undefined) stage.write(file);
      const keys = [...stage.twilio.keys.keys()];
      const services = [...stage.twilio.state.services.keys()];

      const terminal = stage.start({ ...ALL_ANSWERS, yes: undefined, ...flags });
      await terminal.seeQuestion(sentence);
      terminal.type(KEYS.interrupt);
      expect(await terminal.exit()).toBe(130);

      expect(terminal.screen).toContain('Cancelled. The environment file is as it was.');
      expect(terminal.isSane).toBe(true);
      expect(stage.text).toBe(file);
      expect(stage.drafts).toEqual([]);
      expect([...stage.twilio.keys.keys()]).toEqual(keys);
      expect([...stage.twilio.state.services.keys()]).toEqual(services);
      expect(stage.twilio.writes()).toEqual([]);
      for (const secret of [AUTH_TOKEN, API_KEY_SECRET, CHALLENGE_SECRET]) {
        expect(terminal.screen).not.toContain(secret);
      }
    } finally {
      await stage.close();
    }
  },
);

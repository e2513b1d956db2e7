/** Questions on a real terminal. The library draws them, and leaves the terminal as it was. */
import {
  autocomplete,
  isCancel,
  log,
  password,
  select,
  text,
  updateSettings,
} from '@clack/prompts';
import { wrap } from '../table';
import type { Terminal } from './ask';
import { Cancelled } from './failures';
import type { Report } from './report';

/** What shells report for a process that Ctrl-C ended: 128 and SIGINT, 2. */
const INTERRUPTED = 130;

/** A longer list is searched by typing instead of walked through. */
const LONG_LIST = 20;

// The library takes Ctrl-C and Escape. Ctrl-D, the end of input, would leave it waiting for ever.
updateSettings({ aliases: { '\x04': 'cancel' } });

/**
 * The terminal of this process.
 *
 * @param signal ends a question that is open; its reason is thrown
 */
export function openTerminal(signal: AbortSignal): Terminal {
  // Some terminals do not say how wide they are. The library would draw on no columns at all.
  if (process.stdout.columns === 0) process.stdout.columns = 80;
  const until = async (ask: (signal: AbortSignal) => Promise<string | symbol>) => {
    signal.throwIfAborted();
    // One for each question: the library keeps its listener on the signal of a question long past.
    const own = new AbortController();
    const abort = () => own.abort();
    signal.addEventListener('abort', abort);
    try {
      const answer = await ask(own.signal);
      signal.throwIfAborted();
      if (isCancel(answer) || typeof answer !== 'string') throw new Cancelled(INTERRUPTED);
      return answer;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  };
  return {
    text: ({ sentence, check, placeholder }) =>
      until((signal) =>
        text({
          message: sentence,
          validate: (value = '') => check(value),
          // Makes an empty answer a text.
          defaultValue: '',
          ...(placeholder !== undefined && { placeholder }),
          signal,
        }),
      ),
    secret: ({ sentence, check }) =>
      until((signal) =>
        password({
          message: sentence,
          validate: (value = '') => check(value),
          clearOnError: true,
          signal,
        }),
      ),
    choose: (sentence, options, initial) =>
      until((signal) => {
        const question = {
          message: sentence,
          options: [...options],
          ...(initial !== undefined && { initialValue: initial }),
          signal,
        };
        return options.length > LONG_LIST
          ? autocomplete({ ...question, placeholder: 'Type to search', maxItems: 12 })
          : select(question);
      }),
  };
}

/** Lines that fit behind the bar that the library draws; it breaks them anywhere. */
function wrapped(text: string): string {
  const width = Math.max(40, (process.stdout.columns || 80) - 4);
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      return wrap(line.slice(indent.length), width - indent.length).map((each) => indent + each);
    })
    .join('\n');
}

/** Sentences between the questions, drawn alike. */
export const terminalReport: Report = {
  say: (sentence) => log.step(wrapped(sentence)),
  warn: (sentence) => log.warn(wrapped(sentence)),
};

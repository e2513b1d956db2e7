/** What setup says beside its questions. Never has a secret in it. */
export interface Report {
  /** Something that went well, or that one should know. */
  say(sentence: string): void;
  /** Something that went wrong, or may. */
  warn(sentence: string): void;
}

/** For where there is no terminal: plain lines, the bad ones on standard error. */
export const plainReport: Report = {
  say: (sentence) => console.log(sentence),
  warn: (sentence) => console.error(sentence),
};

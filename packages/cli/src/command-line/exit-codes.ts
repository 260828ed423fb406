/** What the process that started the command can tell apart. A code is public: it is never given another meaning. */
export const exitCodes = {
  0: 'Done.',
  1: 'It failed, or what was to be proved did not pass. Standard error says why, and what to do.',
  2: 'The command, one of its files or the configuration is wrong. Correct it; to try again does not help.',
  3: 'Something was found: posture --fail-on a finding as grave, vault scan a credential that is left, doctor a check that failed.',
  4: 'posture --fail-on, doctor: nothing as grave was found, but not everything could be seen.',
  70: 'serve: the broker ended itself after an error that nobody expected. Start it again.',
  130: 'Ended by Ctrl-C (SIGINT). Standard error says how to go on.',
  143: 'Ended by SIGTERM. Standard error says how to go on.',
} as const;

/** A code of {@link exitCodes}. */
export type ExitCode = keyof typeof exitCodes;

/** Those that every command can end with. */
export const commonExits: readonly ExitCode[] = [0, 1, 2];

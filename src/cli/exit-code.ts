/** What the command ends with; the gravest reason wins. */
export const exitCodes = {
  fine: 0,
  /** Findings at error level, more warnings than allowed, or a check that fails. */
  findings: 1,
  /** Wrong usage, or something that cannot be read or written. */
  usage: 2,
  /** A fault of ours. */
  internal: 70,
  /** Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function graver(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}

/** The line that goes on with interrupted work. */
export function resumeLine(commandLine: string): string {
  return / --resume\b/.test(commandLine) ? commandLine : `${commandLine} --resume`
}

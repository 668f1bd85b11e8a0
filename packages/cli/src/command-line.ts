/** A command line as a shell would take it: arguments with anything unusual in them are quoted. */
export function shellLine(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`))
    .join(' ')
}

/** The line that goes on with interrupted work. */
export function resumeLine(commandLine: string): string {
  return / --resume\b/.test(commandLine) ? commandLine : `${commandLine} --resume`
}

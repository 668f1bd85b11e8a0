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

/** The line without what changes no result: how a result is reproduced. */
export function reproducibleLine(commandLine: string): string {
  return commandLine.replace(/ --(json|quiet|verbose|resume)\b/g, '')
}

/** A command line as a shell would take it: arguments with anything unusual in them are quoted. */
export function shellLine(args: readonly string[]): string {
  return args
    .map((arg) => (/^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`))
    .join(' ')
}

/**
 * The arguments of a line that `shellLine` wrote; undefined for any other: words one space apart, each plain, or quoted as a whole.
 * Nothing is expanded.
 */
export function shellWords(line: string): string[] | undefined {
  const words: string[] = []
  const word = /(?:^|(?<=.) )(?:([\w@%+=:,./-]+)|'((?:[^']|'\\'')*)')(?= |$)/gy
  let end = 0
  for (const found of line.matchAll(word)) {
    if (found.index !== end) return undefined
    end = found.index + found[0].length
    words.push(found[1] ?? found[2]!.replaceAll("'\\''", "'"))
  }
  return words.length > 0 && end === line.length ? words : undefined
}

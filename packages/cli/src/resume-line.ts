import { shellLine, shellWords } from '@umbra/core/notation'

/** The line that goes on with interrupted work. What follows `--` are paths, whatever they look like. */
export function resumeLine(commandLine: string): string {
  const words = shellWords(commandLine) ?? []
  const paths = words.includes('--') ? words.indexOf('--') : words.length
  const options = words.slice(0, paths)
  return options.includes('--resume')
    ? commandLine
    : shellLine([...options, '--resume', ...words.slice(paths)])
}

import type { DescribedCommand, DescribedOption } from './described-command.js'

/** A completion for fish. */
export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const lines = commands.flatMap(({ name, summary, options, words, paths }) => {
    const seen = `-n '__fish_seen_subcommand_from ${name}'`
    return [
      `complete -c umbra -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...(words.length > 0 ? [`complete -c umbra ${seen} -a ${quoted(words.join(' '))}`] : []),
      ...(paths ? [`complete -c umbra ${seen} -F`] : []),
      ...options.map((option) => `complete -c umbra ${seen} ${optionText(option)}`),
    ]
  })
  return `# fish completion of umbra; to load it: umbra completion fish | source
complete -c umbra -f
${lines.join('\n')}
complete -c umbra -n __fish_use_subcommand -a help -d 'print the help of a command'
complete -c umbra -n __fish_use_subcommand -l version -d 'print the version'
`
}

function optionText({ flags, description, takesValue, words, paths }: DescribedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
  const value = takesValue ? [paths ? '-r' : '-x'] : []
  const values = words.length > 0 ? [`-a ${quoted(words.join(' '))}`] : []
  return [...names, ...value, ...values, `-d ${quoted(description)}`].join(' ')
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

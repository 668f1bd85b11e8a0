import type { DescribedCommand, DescribedOption } from './described-command.js'

/** A completion for zsh, by its own _arguments. */
export function zshCompletion(commands: readonly DescribedCommand[]): string {
  return `#compdef umbra
# zsh completion of umbra; to load it: source <(umbra completion zsh), after compinit
_umbra_or_files() {
  compadd -- "$@"
  _files
}
_umbra() {
  local -a commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join('\n')}
    'help:print the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '--help[print help]' '--version[print the version]'
    return
  fi
  local command=$words[2]
  words=(umbra "\${(@)words[3,-1]}")
  (( CURRENT-- ))
  case $command in
${commands.map(commandCase).join('\n')}
    help) _describe command commands ;;
  esac
}
compdef _umbra umbra
`
}

function commandCase({ name, options, words, paths }: DescribedCommand): string {
  const rest = words.length > 0 ? [`'*: :(${words.join(' ')})'`] : paths ? ["'*:file:_files'"] : []
  const lines = [...options.flatMap(optionSpecs), ...rest].map((line) => `        ${line}`)
  return `    ${name})\n      _arguments -s \\\n${lines.join(' \\\n')}\n      ;;`
}

function optionSpecs({ flags, description, takesValue, words, paths }: DescribedOption): string[] {
  const text = description.replaceAll(/[[\]:]/g, (sign) => `\\${sign}`)
  const action =
    words.length === 0
      ? paths
        ? '_files'
        : ' '
      : paths
        ? ` _umbra_or_files ${words.join(' ')}`
        : `(${words.join(' ')})`
  return flags.map((flag) => quoted(`${flag}[${text}]${takesValue ? `:value:${action}` : ''}`))
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

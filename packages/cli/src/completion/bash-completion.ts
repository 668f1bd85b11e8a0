import type { DescribedCommand } from './described-command.js'

/** A completion for bash 3.2 and newer. Everything is in the script: a key press starts no program. */
export function bashCompletion(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  return `# bash completion of umbra; to load it: source <(umbra completion bash)
_umbra() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  local words='' paths=''
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} help --help --version' -- "$word"))
    return
  fi
  case "$command $before" in
${commands.flatMap(valueCases).join('\n')}
    *)
      case "$command" in
${commands.map(commandCase).join('\n')}
        help) words='${names}' ;;
      esac
      ;;
  esac
  [ -n "$words" ] && COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [ -n "$paths" ] && [ "\${word:0:1}" != - ]; then
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$word"))
  fi
}
complete -F _umbra umbra
`
}

function valueCases({ name, options }: DescribedCommand): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ flags, words, paths }) => {
      const pattern = flags.map((flag) => `'${name} ${flag}'`).join(' | ')
      return `    ${pattern}) words='${words.join(' ')}' paths='${paths ? 1 : ''}' ;;`
    })
}

function commandCase({ name, options, words, paths }: DescribedCommand): string {
  const all = [...words, ...options.flatMap(({ flags }) => flags)].join(' ')
  return `        ${name}) words='${all}' paths='${paths ? 1 : ''}' ;;`
}

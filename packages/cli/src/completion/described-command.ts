import type { Command, Option } from 'commander'

/** What a shell needs to know of a command. */
export interface DescribedCommand {
  readonly name: string
  readonly summary: string
  /** Words that may stand instead of an option: of `completion`, the shells. */
  readonly words: readonly string[]
  /** Whether paths may. */
  readonly paths: boolean
  readonly options: readonly DescribedOption[]
}

export interface DescribedOption {
  /** `--window`, `-h`. */
  readonly flags: readonly string[]
  readonly description: string
  /** Whether a value follows, the words that are known to be among its values, and whether paths are. */
  readonly takesValue: boolean
  readonly words: readonly string[]
  readonly paths: boolean
}

export function describeCommand(command: Command): DescribedCommand {
  const { registeredArguments } = command
  return {
    name: command.name(),
    summary: command.summary(),
    words: registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    paths: registeredArguments.some((argument) => !argument.argChoices),
    options: command.createHelp().visibleOptions(command).map(describeOption),
  }
}

/** Words and paths are read off the placeholder, `<mnist|DIR>`: words are in lower case. */
function describeOption(option: Option): DescribedOption {
  const placeholder = /<(.*)>/.exec(option.flags)?.[1] ?? ''
  const alternatives = placeholder.split('|')
  return {
    flags: [option.long, option.short].filter((flag) => flag !== undefined && flag !== null),
    description: option.description,
    takesValue: placeholder !== '',
    words: option.argChoices ?? alternatives.filter((word) => /^[a-z][a-z-]+$/.test(word) && word !== 'name'),
    paths: alternatives.some((word) => ['DIR', 'FILE', 'PATH'].includes(word)),
  }
}

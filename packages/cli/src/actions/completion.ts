import { bashCompletion } from '../completion/bash-completion.js'
import { describeCommand } from '../completion/described-command.js'
import { fishCompletion } from '../completion/fish-completion.js'
import { zshCompletion } from '../completion/zsh-completion.js'
import type { Context } from '../context.js'

const COMPLETIONS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** Prints a shell's completion, made from the commands themselves: the work behind `umbra completion`. */
export async function completion(shell: keyof typeof COMPLETIONS, context: Context): Promise<void> {
  const script = COMPLETIONS[shell]((await context.allCommands()).map(describeCommand))
  context.terminal.json({ shell, script })
  context.terminal.print(script.trimEnd())
}

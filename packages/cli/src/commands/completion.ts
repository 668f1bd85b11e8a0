import { Argument, type Command } from 'commander'
import type { Context } from '../context.js'
import { addExamples } from '../terminal/help-examples.js'

const SHELLS = ['bash', 'zsh', 'fish'] as const

const examples = `Examples:
  $ source <(umbra completion bash)                            in this shell; in ~/.bashrc, in every one
  $ source <(umbra completion zsh)                             the same in ~/.zshrc, after compinit
  $ umbra completion fish > ~/.config/fish/completions/umbra.fish  for fish, once
`

/** `umbra completion`: commands, options and their values at the press of the tab key. */
export function configure(command: Command, context: Context): void {
  addExamples(command, examples)
    .addArgument(new Argument('<SHELL>', 'whose completion to print').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number]) =>
      (await import('../actions/completion.js')).completion(shell, context),
    )
}

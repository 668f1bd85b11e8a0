import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { allCommands, commands, configureCommand } from './commands/index.js'
import type { Context } from './context.js'
import { hintFor } from './hints.js'
import { NO_COLOUR } from './options/common-options.js'
import { watchRepeated } from './options/repeated-options.js'
import { withoutPasswords } from './options/without-passwords.js'
import { addExamples } from './terminal/help-examples.js'
import { helpItem } from './terminal/help-item.js'
import { wrap } from './terminal/wrap.js'

const examples = `Examples:
  $ umbra study                              train on MNIST, then compare where the network looks in a 6 and an 8
  $ umbra study --classes 3,5 --images 100   the same for 3 and 5, with 100 images of each
  $ umbra explain --index 11                 draw what the model sees in test image 11
  $ umbra explain six.png --out six          the same for a picture, with figures and numbers in six/
  $ umbra doctor                             what this machine offers
`

const ending = [
  'Options and examples of a command: umbra <command> --help',
  'Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 finished but for pieces that failed, 75 in use by another run, 130 interrupted',
  'Documentation: README.md of @umbra/cli, and docs/ of its repository',
]

/** What a program is made from: a command's context, before there is a command. */
export type ProgramContext = Pick<Context, 'terminal' | 'signal'> & {
  /** What was typed after `umbra`. */
  readonly args: readonly string[]
  readonly env: Readonly<NodeJS.ProcessEnv>
}

/** The whole command line. Nothing beyond Commander is loaded until a command is chosen. */
export function createProgram(context: ProgramContext): Command {
  const { terminal } = context
  const program = new Command('umbra')
    .description('Where does a convolutional network look, and do two classes differ in it?')
    .version(packageVersion(), '-V, --version', 'print the version')
    .option(NO_COLOUR, 'no colours')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', `\n${ending.map((line) => wrap(line, terminal.width)).join('\n')}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.warn(text.trimEnd()),
      outputError: (text) => terminal.fail('USAGE', usageMessage(text), hintFor('USAGE')),
      getOutHelpWidth: () => terminal.width,
      getOutHasColors: () => terminal.colours.isColorSupported,
    })
    .configureHelp({ styleTitle: (title) => terminal.colours.bold(title), formatItem: helpItem })
    .helpCommand(false)
  addExamples(program, examples)
  for (const { name, summary } of commands)
    program.command(name).summary(summary).description(sentence(summary))
  program
    .command('help')
    .summary('print the help of a command')
    .argument('[command]')
    .action(async (name?: string) => {
      await program.parseAsync(name ? [name, '--help'] : ['--help'], { from: 'user' })
    })
  program.hook('preSubcommand', async (_, subcommand) => {
    const entry = commands.find(({ name }) => name === subcommand.name())
    if (!entry) return
    const own = await contextOf(context, subcommand)
    await configureCommand(entry, subcommand, own)
    const repeated = watchRepeated(subcommand)
    subcommand.hook('preAction', async () => {
      await settle(subcommand, own, context.env)
      for (const line of repeated()) terminal.warn(withoutPasswords(line))
    })
  })
  return program
}

async function contextOf({ terminal, signal, args }: ProgramContext, command: Command): Promise<Context> {
  const [{ shellLine }, { reproducibleLine }] = await Promise.all([
    import('@umbra/core/notation'),
    import('./options/reproducible-line.js'),
  ])
  const own: Context = {
    terminal,
    signal,
    commandLine: shellLine(['umbra', ...args.map(withoutPasswords)]),
    get reproducibleLine() {
      return reproducibleLine(command)
    },
    allCommands(as = own) {
      return allCommands(as)
    },
  }
  return own
}

/** Settles the options before the action runs: a flag over the environment over a file over the default. */
async function settle(command: Command, context: Context, env: ProgramContext['env']): Promise<void> {
  const { terminal } = context
  const [{ readConfig }, { fillIn }] = await Promise.all([
    import('./options/config-file.js'),
    import('./options/layers.js'),
  ])
  const { config, showConfig } = command.opts<{ config?: string; showConfig?: boolean }>()
  const file = await readConfig(config ?? (env.UMBRA_CONFIG || undefined), () => context.allCommands())
  fillIn(command, file, env)
  const { json, quiet, verbose } = command.opts<{ json?: boolean; quiet?: boolean; verbose?: boolean }>()
  terminal.configure({ json: json === true, quiet: quiet === true, verbose: verbose === true })
  if (verbose) {
    const { elsewhere } = await import('./terminal/configuration-table.js')
    for (const line of elsewhere(command)) terminal.detail(line)
  }
  if (!showConfig) return
  const { configurationOf, configurationTable } = await import('./terminal/configuration-table.js')
  const options = configurationOf(command)
  terminal.json({
    schema: 'umbra.configuration/1',
    command: command.name(),
    file: file?.path ?? null,
    options,
  })
  terminal.print(configurationTable(options, terminal))
  throw new CommanderError(0, 'umbra.showConfig', '')
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

/** `unknown option '--clases' (Did you mean --classes?)`, on one line. */
function usageMessage(text: string): string {
  return text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version as string
}

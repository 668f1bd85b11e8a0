import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import type { Context } from './context.js'
import { hintFor } from './hints.js'
import { addCommonOptions } from './options/common-options.js'

/** A command's module, imported only when the command is the one asked for. */
interface CommandModule {
  /** Adds arguments, options, examples and the action. */
  configure(command: Command, context: Context): void
}

/** Every command, in the order of the help. A module holds its options; its work is loaded when it is run. */
const commands: readonly { name: string; summary: string; load(): Promise<CommandModule> }[] = [
  {
    name: 'study',
    summary: 'compare two classes: where the model looks, and whether that differs',
    load: () => import('./commands/study.js'),
  },
  {
    name: 'robustness',
    summary: 'repeat a study over its choices and over several networks',
    load: () => import('./commands/robustness.js'),
  },
  {
    name: 'explain',
    summary: 'show what one image’s class score depends on',
    load: () => import('./commands/explain.js'),
  },
  {
    name: 'train',
    summary: 'train the digit CNN and save it',
    load: () => import('./commands/train.js'),
  },
  {
    name: 'evaluate',
    summary: 'accuracy on the test split, per class, with the confusion matrix',
    load: () => import('./commands/evaluate.js'),
  },
  {
    name: 'bench',
    summary: 'which backend to use on this machine: how fast each is, and whether it is right',
    load: () => import('./commands/bench.js'),
  },
  {
    name: 'serve',
    summary: 'open the web studio on this machine',
    load: () => import('./commands/serve.js'),
  },
  {
    name: 'doctor',
    summary: 'what this machine offers, and what will run on it',
    load: () => import('./commands/doctor.js'),
  },
]

const examples = `Examples:
  $ umbra study                              train on MNIST, then compare where the network looks in a 6 and an 8
  $ umbra study --classes 3,5 --images 100   the same for 3 and 5, with 100 images of each
  $ umbra explain --index 11                 draw what the model sees in test image 11
  $ umbra explain six.png --out six          the same for a picture, with figures and numbers in six/
  $ umbra doctor                             what this machine offers
`

/** The whole command line. Nothing beyond Commander is loaded until a command is chosen. */
export function createProgram(context: Context): Command {
  const { terminal } = context
  const program = new Command('umbra')
    .description('Where does a convolutional network look, and do two classes differ in it?')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('before', examples)
    .addHelpText('after', '\nOptions and examples of a command: umbra <command> --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.warn(text.trimEnd()),
      outputError: (text, write) => write(usageError(text)),
      getOutHasColors: () => terminal.colours.isColorSupported,
    })
    .configureHelp({ styleTitle: (title) => terminal.colours.bold(title) })
    .helpCommand(false)
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
    const command = commands.find(({ name }) => name === subcommand.name())
    if (!command) return
    const { configure } = await command.load()
    configure(subcommand, context)
    addCommonOptions(subcommand, terminal)
  })
  return program
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

/** `umbra: USAGE: unknown option '--clases' (Did you mean --classes?)`, in the form of every other error. */
function usageError(text: string): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
  return `umbra: USAGE: ${message}\n  hint: ${hintFor('USAGE')}`
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  return version as string
}

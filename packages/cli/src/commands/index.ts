import { Command } from 'commander'
import type { Context } from '../context.js'
import { addCommonOptions } from '../options/common-options.js'
import { groupOptions } from '../options/option-groups.js'

/** A command's module, imported only when the command is asked for. */
interface CommandModule {
  /** Adds arguments, options, examples and the action. */
  configure(command: Command, context: Context): void
}

interface CommandEntry {
  readonly name: string
  readonly summary: string
  load(): Promise<CommandModule>
}

/** Every command, in the order of the help. A module holds its options; its work is loaded when it is run. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'study',
    summary: 'compare two classes: where the model looks, and whether that differs',
    load: () => import('./study.js'),
  },
  {
    name: 'merge',
    summary: 'join the parts of a study that were computed apart',
    load: () => import('./merge.js'),
  },
  {
    name: 'robustness',
    summary: 'repeat a study over its choices and over several networks',
    load: () => import('./robustness.js'),
  },
  {
    name: 'work',
    summary: 'compute units that other runs put on a queue',
    load: () => import('./work.js'),
  },
  {
    name: 'explain',
    summary: 'show what one image’s class score depends on',
    load: () => import('./explain.js'),
  },
  {
    name: 'interactions',
    summary: 'find out what parts of an image do together',
    load: () => import('./interactions.js'),
  },
  {
    name: 'faithfulness',
    summary: 'measure how far maps can be believed, and whether more than the ink',
    load: () => import('./faithfulness.js'),
  },
  {
    name: 'compare-methods',
    summary: 'compare attribution methods, and whether a study’s answer depends on them',
    load: () => import('./compare-methods.js'),
  },
  {
    name: 'verify',
    summary: 'compute a result again, and say whether every bit is the same',
    load: () => import('./verify.js'),
  },
  {
    name: 'train',
    summary: 'train the digit CNN and save it',
    load: () => import('./train.js'),
  },
  {
    name: 'evaluate',
    summary: 'accuracy on the test split, per class, with the confusion matrix',
    load: () => import('./evaluate.js'),
  },
  {
    name: 'bench',
    summary: 'which backend to use on this machine: how fast each is, and whether it is right',
    load: () => import('./bench.js'),
  },
  {
    name: 'serve',
    summary: 'open the web studio on this machine',
    load: () => import('./serve.js'),
  },
  {
    name: 'doctor',
    summary: 'what this machine offers, and what will run on it',
    load: () => import('./doctor.js'),
  },
  {
    name: 'completion',
    summary: 'print what makes a shell complete umbra’s commands and options',
    load: () => import('./completion.js'),
  },
]

/** Adds a command's arguments, options and action to it. */
export async function configureCommand(
  entry: CommandEntry,
  command: Command,
  context: Context,
): Promise<void> {
  const { configure } = await entry.load()
  configure(command, context)
  addCommonOptions(command)
  groupOptions(command)
}

/** Every command with its options, for what is about all of them. */
export function allCommands(context: Context): Promise<Command[]> {
  return Promise.all(
    commands.map(async (entry) => {
      const command = new Command(entry.name).summary(entry.summary)
      await configureCommand(entry, command, context)
      return command
    }),
  )
}

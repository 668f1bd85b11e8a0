import type { Context } from '../context.js'
import { countCells } from '../output/cells.js'
import type { OutputFolder } from '../output/output-folder.js'
import { resumeLine } from '../resume-line.js'

/** Does work that keeps its finished pieces in a folder; should it stop before the end, says how to go on. */
export async function resumable<T>(
  folder: OutputFolder,
  resume: boolean,
  { terminal, commandLine }: Context,
  work: () => Promise<T>,
): Promise<T> {
  const { own, others } = await countCells(folder)
  const note = beginning(own > 0, resume, folder.path)
  if (note) terminal.note(note)
  if (resume && others > 0) {
    const kept = others === 1 ? '1 unit kept there is' : `${others} units kept there are`
    terminal.note(`${kept} of another version of Umbra, and computed again`)
  }
  try {
    return await work()
  } catch (error) {
    if (!endsAlike(error) && (await countCells(folder)).own > 0) {
      terminal.warn(`What is finished is kept in ${folder.path}. To go on:\n  ${resumeLine(commandLine)}`)
    }
    throw error
  }
}

/** What the work begins with, where that is worth saying. To go on from nothing is to start. */
function beginning(isKept: boolean, resume: boolean, path: string): string | undefined {
  if (isKept && resume) return `Going on with what was finished before, kept in ${path}`
  if (resume) return `No finished work is kept in ${path}: starting from the beginning`
  if (!isKept) return undefined
  return `${path} keeps finished work of an earlier run; --resume would go on with it. Starting from the beginning`
}

/** Whether the same line would come to the same end: wrong input, or numbers that have no answer. */
function endsAlike(error: unknown): boolean {
  return error instanceof Error && ['InputError', 'StatisticsError'].includes(error.name)
}

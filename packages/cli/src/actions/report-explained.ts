import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import type { Context } from '../context.js'
import type { Explained } from '../output/explained-image.js'
import type { DocumentedExplanations } from '../output/manifest.js'
import type { OutputFolder } from '../output/output-folder.js'
import {
  type ExplanationOutline,
  explanationSummary,
  outlineOf,
  severalSummary,
} from '../summaries/explanation-summary.js'
import { noteLetters } from '../terminal/letters-note.js'
import type { Addition } from './addition.js'
import { printWritten } from './written.js'

/** Where files go, and what their manifest says of where they came from. */
export interface Into {
  readonly folder: OutputFolder
  readonly documented: () => DocumentedExplanations
}

/** By the key of each. */
function documentsOf(added: readonly Addition[]): object {
  return Object.fromEntries(added.map(({ key, document }) => [key, document]))
}

async function filesOf(added: readonly Addition[], documented: DocumentedExplanations) {
  return (await Promise.all(added.map((each) => each.files(documented)))).flat()
}

/** One image: drawn in the terminal. */
export async function reportOne(
  explained: Explained,
  added: readonly Addition[],
  into: Into | undefined,
  { terminal }: Context,
): Promise<void> {
  const files = into && [
    ...(await (await fileWriting()).explanationFiles(explained)),
    ...(await filesOf(added, into.documented())),
  ]
  const written = files && (await into.folder.write(files, into.documented()))
  if (written) noteLetters([explained.classText(explained.document.target)], terminal)
  terminal.json({ ...explained.document, ...documentsOf(added) })
  terminal.print(explanationSummary(explained, terminal))
  for (const { summary } of added) terminal.print(`\n${summary}`)
  if (written) printWritten(written, terminal)
}

/** Files are written image by image, and of what is only listed no maps are kept: there may be thousands. */
export async function reportSeveral(
  explained: AsyncIterable<Explained>,
  added: readonly Addition[],
  into: Into | undefined,
  { terminal }: Context,
): Promise<void> {
  const folder = into?.folder
  const outlines: ExplanationOutline[] = []
  const documents: Explained['document'][] = []
  async function* outlined(): AsyncGenerator<Explained, void, undefined> {
    for await (const one of explained) {
      outlines.push(outlineOf(one))
      if (terminal.wantsJson && (added.length > 0 || !folder)) documents.push(one.document)
      yield one
    }
  }
  const files = folder && (await fileWriting())
  const written = await folder?.writeAsMade(async (staged) => {
    await files!.writeExplanations(outlined(), staged)
    for (const file of await filesOf(added, into!.documented())) await staged.add(file)
  }, into!.documented)
  if (!folder) for await (const _ of outlined());
  else
    noteLetters(
      outlines.map(({ classText, document }) => classText(document.target)),
      terminal,
    )
  if (folder && added.length === 0)
    await terminal.jsonFrom(createReadStream(join(folder.path, files!.EXPLANATIONS_FILE), 'utf8'))
  else {
    const more = documentsOf(added)
    terminal.json({ schema: 'umbra.explanations/1', explanations: documents, ...more })
  }
  terminal.print(severalSummary(outlines, terminal))
  for (const { summary } of added) terminal.print(`\n${summary}`)
  if (written) printWritten(written, terminal)
}

/** What draws and writes figures takes longer to load than a map to make. */
function fileWriting() {
  return import('../output/explanation-files.js')
}

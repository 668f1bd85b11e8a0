import { basename } from 'node:path'
import type { InteractionsDocument } from '@umbra/core/study'
import { formatCount, scoreText } from '@umbra/core/words'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { figureFiles, figurePath } from './figure-files.js'
import type { DocumentedExplanations } from './manifest.js'
import type { OutputFile } from './staged-files.js'

/** What parts of images do together is written to. */
export const INTERACTIONS_FILE = 'interactions.json'

/** The numbers, a figure of each image, of several in a folder by their places in the document, and a report. */
export async function interactionsFiles(
  document: InteractionsDocument,
  images: readonly ImageToExplain[],
  { provenance }: DocumentedExplanations,
): Promise<OutputFile[]> {
  const [{ interactionsFigure }, { renderInteractionsReport }] = await Promise.all([
    import('@umbra/core/figures'),
    import('@umbra/core/report'),
  ])
  const figures = document.images.map((interactions, i) => {
    const { name, images: own } = images[i]!
    const [, ...shape] = own.shape
    const className = document.classNames?.[interactions.target] ?? String(interactions.target)
    const svg = interactionsFigure({
      ...{ image: { data: own.data, shape }, interactions, className, score: scoreText(document.score) },
      title: `What parts of ${basename(name)} do together for ${className}`,
      subtitle: `${formatCount(interactions.copies)} covered copies, baseline ${document.baseline}, score ${scoreText(document.score)}`,
    })
    return [figurePath('interactions', i, images.length), svg] as const
  })
  const drawn = figures.map(([, svg]) => svg)
  return [
    ...(await figureFiles(Object.fromEntries(figures))),
    { name: 'report.html', bytes: renderInteractionsReport(document, { figures: drawn, provenance }) },
    { name: INTERACTIONS_FILE, bytes: `${JSON.stringify(document)}\n` },
  ]
}

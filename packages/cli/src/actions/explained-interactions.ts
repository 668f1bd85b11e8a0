import { basename } from 'node:path'
import type { Explainer, ResolvedOcclusionOptions } from '@umbra/core/explain'
import { type InteractionsDocument, interactionsOf } from '@umbra/core/study'
import { formatCount, scoreText } from '@umbra/core/words'
import type { Context } from '../context.js'
import type { ReadyModel } from '../input/open-model.js'
import { interactionChoices } from '../options/interaction-choices.js'
import { figureFiles, figurePath } from '../output/figure-files.js'
import type { OutputFile } from '../output/staged-files.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { joinedImages } from '../pictures/joined-images.js'
import { interactionsSummary } from '../summaries/interactions-summary.js'
import { progressOn } from '../terminal/progress.js'
import type { Addition } from './addition.js'

/** Finds out what parts of the images at hand do together. */
export async function interactionsAddition(
  explainer: Explainer,
  images: readonly ImageToExplain[],
  { baseline, score, target }: ResolvedOcclusionOptions,
  { classNames }: ReadyModel,
  given: Readonly<Record<string, unknown>>,
  { terminal, signal }: Context,
): Promise<Addition> {
  const options = { ...interactionChoices(given), baseline, score, target }
  const found = await interactionsOf(explainer, joinedImages(images), options, {
    signal,
    onProgress: progressOn(terminal),
    nameOf: (i) => images[i]!.name,
  })
  const document: InteractionsDocument = { ...found, ...(classNames && { classNames: [...classNames] }) }
  return {
    key: 'interactions',
    document,
    summary: interactionsSummary(document, terminal),
    files: () => filesOf(document, images),
  }
}

/** The numbers, and a figure of each image: of several, in a folder, by their places in the document. */
async function filesOf(
  document: InteractionsDocument,
  images: readonly ImageToExplain[],
): Promise<OutputFile[]> {
  const { interactionsFigure } = await import('@umbra/core/figures')
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
  return [
    ...(await figureFiles(Object.fromEntries(figures))),
    { name: 'interactions.json', bytes: `${JSON.stringify(document)}\n` },
  ]
}

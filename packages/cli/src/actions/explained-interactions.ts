import type { Explainer, ResolvedOcclusionOptions } from '@umbra/core/explain'
import { type InteractionsDocument, interactionsOf } from '@umbra/core/study'
import type { Context } from '../context.js'
import type { ReadyModel } from '../input/open-model.js'
import { interactionChoices } from '../options/interaction-choices.js'
import { interactionsFiles } from '../output/interactions-files.js'
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
  { terminal, signal, replay }: Context,
): Promise<Addition> {
  const options = { ...interactionChoices(given), baseline, score, target }
  const found = await interactionsOf(explainer, joinedImages(images), options, {
    signal,
    onProgress: progressOn(terminal),
    nameOf: (i) => images[i]!.name,
  })
  const made: InteractionsDocument = { ...found, ...(classNames && { classNames: [...classNames] }) }
  const document = replay?.interactions(made) ?? made
  return {
    key: 'interactions',
    document,
    summary: interactionsSummary(document, terminal),
    files: (documented) => interactionsFiles(document, images, documented),
  }
}

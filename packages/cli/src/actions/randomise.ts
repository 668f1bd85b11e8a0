import { basename } from 'node:path'
import { type ExplainerOptions, type OcclusionOptions, parseOptions } from '@umbra/core/explain'
import { cascadeOptionsSchema } from '@umbra/core/options'
import { type Cascade, cascade, cascadeSentence } from '@umbra/core/study'
import type { Context } from '../context.js'
import type { ReadyModel } from '../input/open-model.js'
import { chosen } from '../options/schema-options.js'
import { figureFiles } from '../output/figure-files.js'
import type { OutputFile } from '../output/staged-files.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { joinedImages } from '../pictures/joined-images.js'
import { randomisationSummary } from '../summaries/randomisation-summary.js'
import { progressOn } from '../terminal/progress.js'
import type { Addition } from './addition.js'

/** Compares the maps of all images with those of the same network while its layers are drawn anew. */
export async function randomise(
  { model }: ReadyModel,
  images: readonly ImageToExplain[],
  occlusion: OcclusionOptions,
  options: Readonly<Record<string, unknown>> & Required<Pick<ExplainerOptions, 'engine' | 'threads'>>,
  { terminal, signal }: Context,
): Promise<Addition> {
  const { engine, threads } = options
  const compared = await cascade(
    { model, engine, threads },
    joinedImages(images),
    occlusion,
    parseOptions(cascadeOptionsSchema, chosen(cascadeOptionsSchema, options)),
    { signal, onProgress: progressOn(terminal), nameOf: (i) => images[i]!.name },
  )
  const names = images.map(({ name }) => name)
  return {
    key: 'randomisation',
    document: { ...compared.result, names },
    summary: randomisationSummary(compared.result, terminal),
    files: () => filesOf(compared, images[0]!, names),
  }
}

async function filesOf(
  compared: Cascade,
  { images, name }: ImageToExplain,
  names: readonly string[],
): Promise<OutputFile[]> {
  const [{ randomisationFigure }, { figureDocument }] = await Promise.all([
    import('@umbra/core/figures'),
    import('../output/figure-document.js'),
  ])
  const [, height, width, channels] = images.shape
  const others = names.length > 1 ? ` and ${names.length - 1} other${names.length > 2 ? 's' : ''}` : ''
  const svg = randomisationFigure(
    {
      ...compared,
      image: { data: images.data, shape: [height, width, channels] },
      title: `Weights drawn anew: ${basename(name)}${others}`,
      subtitle: cascadeSentence(compared.result),
    },
    { document: await figureDocument() },
  )
  return [
    ...(await figureFiles({ randomisation: svg })),
    { name: 'randomisation.json', bytes: `${JSON.stringify({ ...compared.result, names }, null, 2)}\n` },
  ]
}

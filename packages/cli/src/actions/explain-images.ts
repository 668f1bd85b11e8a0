import {
  type Dataset,
  type Explainer,
  type ExplanationJob,
  keptExplanation,
  planExplanation,
  type ResolvedOcclusionOptions,
} from '@umbra/core/explain'
import type { CellStore } from '@umbra/core/study'
import type { Context } from '../context.js'
import type { ReadyModel } from '../input/open-model.js'
import type { QueueChoices } from '../options/shared-options.js'
import { cellsIn } from '../output/cells.js'
import { type Explained, explainedImage } from '../output/explained-image.js'
import type { OutputFolder } from '../output/output-folder.js'
import type { ImageToExplain } from '../pictures/images-to-explain.js'
import { noteNoise } from '../summaries/noise-note.js'
import { progressOn } from '../terminal/progress.js'
import { resumable } from './resumable.js'

/** Images to be explained, and all that their maps hang on. */
export interface ExplainSubject {
  readonly explainer: Explainer
  readonly images: readonly ImageToExplain[]
  readonly occlusion: ResolvedOcclusionOptions
  readonly model: ReadyModel
  /** Of the model; empty where nothing is kept, and none was taken. */
  readonly sha256: string
  /** What the baseline was taken of, where it is over data. */
  readonly data: Dataset | undefined
}

interface Keeping extends QueueChoices {
  readonly resume?: boolean
}

/** Explains images one after another, without keeping any. */
export function explainImages(
  subject: ExplainSubject,
  context: Context,
): AsyncGenerator<Explained, void, undefined> {
  return explained(subject, undefined, context)
}

/**
 * Explains images, each a unit kept in the folder until `report` has written them all, or computed by whoever takes it from a queue.
 *
 * @throws UnitsSetAside once all others are explained and kept, where some failed three times
 */
export function explainKept(
  subject: ExplainSubject,
  folder: OutputFolder,
  { resume = false, ...queue }: Keeping,
  context: Context,
  report: (explained: AsyncGenerator<Explained, void, undefined>) => Promise<void>,
): Promise<void> {
  return resumable(folder, resume, context, async () => {
    const cells = cellsIn(folder, 'explanation', { use: resume, terminal: context.terminal })
    if (queue.queue !== undefined) await handOut(subject, cells, queue, context)
    await report(explained(subject, cells, context))
    await cells.clear()
  })
}

/** Has images explained by whoever takes them from a queue. */
async function handOut(
  subject: ExplainSubject,
  cells: CellStore,
  queue: QueueChoices,
  context: Context,
): Promise<void> {
  const { spreadOn } = await import('../queue/spread-units.js')
  const { images, model, sha256, data } = subject
  const jobs: ExplanationJob[] = []
  // One after another: each is copied to be hashed.
  for (const image of images) jobs.push(await planned(subject, image))
  const batches = new Map(jobs.map(({ unit, image }) => [unit.data.images, image]))
  const names = new Map(jobs.map(({ unit }, i) => [unit.data.images, images[i]!.name]))
  const { spread } = spreadOn(
    queue,
    {
      models: [{ sha256, model: model.model }],
      images: (wanted) => batches.get(wanted) ?? data!.images,
      cells: () => cells,
      nameOf: ({ data: of }) => `the explanation of ${names.get(of.images)}`,
    },
    context,
  )
  await spread?.(
    jobs.map(({ unit }) => unit),
    context,
  )
}

function planned(
  { explainer, occlusion, sha256, data }: ExplainSubject,
  { images }: ImageToExplain,
): Promise<ExplanationJob> {
  const { baseline } = occlusion
  const isDrawn = typeof baseline === 'object' && 'kind' in baseline && baseline.kind === 'marginal'
  const drawnFrom = isDrawn ? data?.sha256.images : undefined
  return planExplanation(explainer, images, occlusion, { model: sha256, drawnFrom })
}

async function* explained(
  subject: ExplainSubject,
  cells: CellStore | undefined,
  { terminal, signal }: Context,
): AsyncGenerator<Explained, void, undefined> {
  const { explainer, images, occlusion, model } = subject
  const show = progressOn(terminal)
  const aside = cells && new (await import('@umbra/core/study')).SetAside()
  for (const [before, image] of images.entries()) {
    signal.throwIfAborted()
    const onProgress: typeof show = (progress) =>
      show({ ...progress, done: before + progress.done, total: images.length })
    const job = await planned(subject, image)
    const started = performance.now()
    const task = { signal, onProgress, nameOf: () => image.name }
    const found = await keptExplanation(explainer, job, { cells, aside, signal }, task)
    if (!found) continue
    const milliseconds = found.isOwn ? performance.now() - started : undefined
    const one = explainedImage(found.explanation, explainer, image, occlusion, model, milliseconds)
    noteNoise(one, terminal)
    yield one
  }
  aside?.requireNone()
}

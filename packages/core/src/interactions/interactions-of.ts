import { meanOfImages, resolveBaseline } from '../attribution/baseline.js'
import type { Explainer, LabelledImages } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import { ownImages } from '../attribution/own-images.js'
import { targetResolver } from '../attribution/target.js'
import type { ImageBatch } from '../dataset/dataset.js'
import type { ScoreFunction } from '../network/output-reader.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import {
  type InteractionsOptions,
  interactionsOptionsSchema,
  type ResolvedInteractionsOptions,
} from './config.js'
import { pairwiseDrops, shapleyGame } from './games.js'
import type { ImageInteractions, InteractionsDocument } from './interactions-schema.js'
import { changingPlayers, playersOf, requireFew } from './players.js'

/**
 * What parts of images do together (docs/faithfulness.md, Interactions), exactly, by forward passes alone. A part is a player of the game
 * whose worth v(S) is the score with all parts covered but those in S. `pairs`: what every two lose together beyond what each loses
 * alone. `shapley`: Shapley values and interaction indices over all coalitions, and Banzhaf's.
 *
 * @param given - float32 [N, H, W, C], finite
 * @throws InputError OPTION_INVALID, PLAYERS_TOO_MANY, what choosing regions throws, and what `Explainer.score` does; `signal.reason`
 *   when aborted
 */
export async function interactionsOf(
  explainer: Explainer,
  given: LabelledImages,
  options: InteractionsOptions = {},
  task: NamedTask = {},
): Promise<InteractionsDocument> {
  const choices = parseOptions(interactionsOptionsSchema, options)
  const images = ownImages(given)
  const began = performance.now()
  const read = explainer.reader.score(choices.score)
  const bases = await explainer.predict(images, {
    signal: task.signal,
    ...(task.nameOf && { nameOf: task.nameOf }),
  })
  const targets = targetResolver(choices.target, images, explainer.reader)(bases, 0, images.shape[0])
  const baselines = baselinesFor(choices.baseline, images)
  const played: ImageInteractions[] = []
  for (const [i, target] of targets.entries()) {
    const score = read(bases, i * explainer.reader.outputs, target)
    const subject = { image: imageAt(images, i), baselines: baselines.of(i), target, read }
    played.push(await ofImage(explainer, subject, choices, score, ownTask(task, i, targets.length)))
  }
  const { name, variant, threads, reason } = explainer.engine
  return {
    schema: 'umbra.interactions/1',
    interactions: choices.interactions,
    score: choices.score,
    baseline: baselines.description,
    engine: { name, variant, threads, reason },
    milliseconds: performance.now() - began,
    images: played,
  }
}

/** One image, its class and what it is covered by. */
interface Subject {
  readonly image: ImageBatch
  readonly baselines: readonly Baseline[]
  readonly target: number
  readonly read: ScoreFunction
}

async function ofImage(
  explainer: Explainer,
  subject: Subject,
  choices: ResolvedInteractionsOptions,
  score: number,
  task: ReturnType<typeof ownTask>,
): Promise<ImageInteractions> {
  const [, height, width, channels] = subject.image.shape
  const { data } = subject.image
  const all = playersOf(data, [height, width, channels], choices)
  const known = subject.baselines.flatMap((each) => (isImage(each) ? [each.data] : []))
  const changing = changingPlayers(all, data, known, channels)
  requireFew(choices.interactions, all.length, changing.length, task.name)
  task.signal?.throwIfAborted()
  const play = choices.interactions === 'pairs' ? pairwiseDrops : shapleyGame
  const played = await play({ explainer, ...subject }, { all, changing, score }, task)
  return {
    name: task.name,
    shape: [height, width],
    target: subject.target,
    score,
    players: all.map(({ name, pixels }) => ({ name, pixels: Array.from(pixels) })),
    changing,
    ...played,
  }
}

function imageAt({ data, shape: [, height, width, channels] }: ImageBatch, i: number): ImageBatch {
  const size = height * width * channels
  return { data: data.slice(i * size, (i + 1) * size), shape: [1, height, width, channels] }
}

/** The baselines of image i, one a draw: resolved over all the images, and as images, but where they hang on what is covered. */
function baselinesFor(baseline: Baseline, images: ImageBatch) {
  const rule = baseline === 'mean' ? meanOfImages(images) : baseline
  const { windowFill, draws, fill, description } = resolveBaseline(rule, images)
  const [, ...shape] = images.shape
  const of = (i: number): Baseline[] =>
    windowFill
      ? [rule]
      : Array.from({ length: draws }, (_, draw) => ({ data: new Float32Array(fill(i, 1, draw)), shape }))
  return { description, of }
}

function isImage(baseline: Baseline): baseline is Extract<Baseline, { data: Float32Array }> {
  return typeof baseline === 'object' && 'data' in baseline
}

/** Of image i of n: its name, and progress as a share of it. */
function ownTask({ signal, nameOf, onProgress }: NamedTask, i: number, n: number) {
  const name = nameOf?.(i) ?? `image ${i}`
  const onShare: ((share: number) => void) | undefined =
    onProgress &&
    ((share) => {
      const done = Math.floor(i + share)
      const detail = { underWay: i + share - done }
      onProgress({ stage: 'interactions', done, total: n, unit: 'images', detail })
    })
  return { name, signal, nameOf: () => name, onShare }
}

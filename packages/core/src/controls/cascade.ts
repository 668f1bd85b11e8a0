import type { Network } from '@umbra/occlusion-wasm'
import type { LabelledImages } from '../attribution/explainer.js'
import type { OcclusionOptions } from '../attribution/occlusion/options.js'
import { type ExplainerSource, withExplainer } from '../attribution/with-explainer.js'
import type { EngineReport } from '../engines/engine.js'
import { InputError } from '../errors.js'
import { meanOverChannels } from '../mean-over-channels.js'
import { Random } from '../random.js'
import { parseOptions } from '../validate.js'
import type { NamedTask } from '../work/progress.js'
import { type CascadeOptions, cascadeOptionsSchema, type ResolvedCascadeOptions } from './cascade-options.js'
import { mapSimilarity, SIMILARITIES, type SimilarityMean, similarityMean } from './map-similarity.js'
import { type DrawnLayer, drawnLayers, randomised, requireDrawn } from './randomised.js'
import { type ControlSubject, controlSubject } from './subject.js'

/** The maps with one more layer drawn anew. */
export interface CascadeStep extends Pick<DrawnLayer, 'name' | 'drawn'> {
  /** How many layers are drawn anew. */
  readonly layers: number
  readonly spearman: SimilarityMean
  readonly spearmanOfMagnitudes: SimilarityMean
  readonly ssim: SimilarityMean
}

/** How far maps are those of the trained network while its layers are drawn anew, as written into randomisation.json. */
export interface CascadeResult extends ResolvedCascadeOptions {
  readonly schema: 'umbra.randomisation/1'
  readonly images: number
  /** What the intervals are over: images, each by its mean over draws, or of one image the draws. */
  readonly over: 'images' | 'draws'
  /** The class explained of each image: the trained network's, throughout. */
  readonly target: readonly number[]
  readonly engine: EngineReport
  /** From the last layer down. */
  readonly steps: readonly CascadeStep[]
}

export interface Cascade {
  readonly result: CascadeResult
  /** float32 [H, W], of each image and of the trained network; and by step those of the first draw, undefined where not finite. */
  readonly trained: readonly Float32Array[]
  readonly firstDraw: readonly (readonly (Float32Array | undefined)[])[]
}

/**
 * Are maps of what was learnt? Draws a network's layers anew from the last down and compares each map with that of the trained network
 * (Adebayo et al., 2018, Sanity checks for saliency maps, NeurIPS 31, sections 3 and 4.1). Target, score and windows stay those of the
 * trained network's explanation.
 *
 * @param images - float32 [N, H, W, C], N ≥ 1
 * @throws InputError as `explain`; ENGINE_UNSUPPORTED where the batched engine is asked for or needed; NOTHING_TO_RANDOMISE
 */
export async function cascade(
  { model, ...running }: ExplainerSource,
  images: LabelledImages,
  occlusion: OcclusionOptions,
  options: CascadeOptions = {},
  task: NamedTask = {},
): Promise<Cascade> {
  const config = parseOptions(cascadeOptionsSchema, options)
  if (running.engine === 'batched') {
    const detail = 'weights are drawn anew in the incremental engine only, got engine batched'
    throw new InputError('ENGINE_UNSUPPORTED', detail)
  }
  if (images.shape[0] < 1) throw new InputError('IMAGE_SHAPE', 'expected at least one image, got none')
  const subject = await controlSubject(model)
  const drawn = requireDrawn(drawnLayers(subject.network, subject.initialisers))
  const run = { ...running, engine: 'incremental', images, occlusion, task } as const
  const trained = await mapAll({ ...run, network: subject.network })
  const steps = chosenLayers(drawn, config.order)
  const own = { ...run, occlusion: { ...occlusion, target: [...trained.target] } }
  const { values, firstDraw } = await compareDraws(subject, { steps, config, trained: trained.maps }, own)
  return {
    result: {
      schema: 'umbra.randomisation/1',
      ...config,
      images: trained.maps.length,
      over: trained.maps.length > 1 ? 'images' : 'draws',
      target: trained.target,
      engine: trained.engine,
      steps: steps.map((layers, s) => {
        const [signed, magnitudes, ssim] = values[s]!.map((one) => similarityMean(one, config.confidence))
        const { name, drawn: how } = drawn[layers[0]!]!
        const means = { spearman: signed!, spearmanOfMagnitudes: magnitudes!, ssim: ssim! }
        return { name, drawn: how, layers: layers.length, ...means }
      }),
    },
    trained: trained.maps,
    firstDraw,
  }
}

interface Comparison {
  readonly steps: readonly (readonly number[])[]
  readonly config: ResolvedCascadeOptions
  readonly trained: readonly Float32Array[]
}

/** @returns values [steps][measures][images][draws], and the maps of the first draw by step */
async function compareDraws(
  { network, initialisers }: ControlSubject,
  { steps, config, trained }: Comparison,
  run: Omit<MappingRun, 'network'>,
) {
  const values = steps.map(() => SIMILARITIES.map(() => trained.map((): number[] => [])))
  const firstDraw: (readonly (Float32Array | undefined)[])[] = []
  const shape = run.images.shape.slice(1, 3) as [number, number]
  const root = new Random(config.seed).split('randomisation')
  for (let draw = 0; draw < config.draws; draw++) {
    for (const [s, layers] of steps.entries()) {
      const anew = randomised(network, root.split(`draw ${draw}`), { layers, initialisers })
      const task = counted(run.task, draw * steps.length + s, config.draws * steps.length)
      const maps = await mapWhatIsFinite({ ...run, network: anew, task })
      if (draw === 0) firstDraw.push(maps)
      for (const [i, map] of maps.entries()) {
        const alike = map && mapSimilarity(trained[i]!, map, shape)
        SIMILARITIES.forEach((measure, m) => {
          values[s]![m]![i]!.push(alike?.[measure] ?? Number.NaN)
        })
      }
    }
  }
  return { values, firstDraw }
}

/** Places of the layers that are drawn anew at each step, the one that is new first. */
function chosenLayers(drawn: readonly DrawnLayer[], order: 'cascading' | 'independent'): readonly number[][] {
  const down = [...drawn.keys()].reverse()
  return down.map((place) =>
    order === 'independent' ? [place] : down.filter((other) => other >= place).reverse(),
  )
}

interface MappingRun extends Omit<ExplainerSource, 'model'> {
  readonly network: Network
  readonly images: LabelledImages
  readonly occlusion: OcclusionOptions
  readonly task: NamedTask
}

/** Maps without their channels, and what they are of. */
async function mapAll({ network, images, occlusion, task, ...running }: MappingRun) {
  return withExplainer({ ...running, model: network }, async (explainer) => {
    const { maps, target, engine, grid } = await explainer.explain(images, occlusion, task)
    const [n, height, width, channels] = images.shape
    const size = height * width * (grid.channelWise ? channels : 1)
    const flat = Array.from({ length: n }, (_, i) => {
      const map = maps.data.subarray(i * size, (i + 1) * size)
      return grid.channelWise ? meanOverChannels(map, new Float32Array(height * width)) : map
    })
    return { maps: flat, target: [...target], engine }
  })
}

/** Weights drawn anew may overflow on some image: that one has no map, and the others keep theirs. */
async function mapWhatIsFinite(run: MappingRun): Promise<(Float32Array | undefined)[]> {
  try {
    return (await mapAll(run)).maps
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'SCORES_NOT_FINITE') throw error
  }
  const { images, occlusion } = run
  const [n, ...shape] = images.shape
  if (n === 1) return [undefined]
  const size = shape.reduce((product, d) => product * d, 1)
  const maps: (Float32Array | undefined)[] = []
  for (let i = 0; i < n; i++) {
    const one: LabelledImages = { data: images.data.subarray(i * size, (i + 1) * size), shape: [1, ...shape] }
    const target = (occlusion.target as readonly number[])[i]!
    const task = { signal: run.task.signal }
    maps.push(...(await mapWhatIsFinite({ ...run, images: one, occlusion: { ...occlusion, target }, task })))
  }
  return maps
}

/** Progress in networks mapped, those under way in part. */
function counted({ signal, onProgress, nameOf }: NamedTask, before: number, total: number): NamedTask {
  return {
    signal,
    ...(nameOf && { nameOf }),
    onProgress: ({ done, total: images, detail }) => {
      const share = Math.min(1, (done + (detail?.underWay ?? 0)) / images)
      const finished = share >= 1 ? 1 : 0
      onProgress?.({
        stage: 'weights drawn anew',
        done: before + finished,
        total,
        unit: 'networks',
        detail: { underWay: finished ? 0 : share },
      })
    },
  }
}

import {
  type Dataset,
  defaultGrid,
  isIdentity,
  type Model,
  type ModelSettings,
  type ModelShape,
  modelSha256,
  modelShape,
  type PairsOptions,
  parseOptions,
  preprocessingText,
  type RobustnessGridOptions,
  regionsOf,
  runPairs,
  runRobustness,
  runStudy,
  type StudyOptions,
  studyConfigSchema,
  type Task,
  trainingOf,
} from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { gridLists } from '../options/grid-lists.js'
import { drawResult, drawStudy } from './draw-result.js'
import { mnist } from './mnist.js'
import { modelOf } from './model.js'
import { openOwnData } from './own-data.js'
import type { Compared, CompareRequest } from './protocol.js'
import { wasmPaths } from './wasm-paths.js'

/** Two classes compared, every two, or two under other choices: as the command line does each. */
export async function compare(request: CompareRequest, task: Task): Promise<Compared> {
  const model = await modelOf(request.model)
  const shape = await modelShape(model, { keepRuntime: true })
  const { data, notes } = await readData(request, model, shape, task)
  const dependencies = { model, data, wasmPaths, provenance: await provenanceOf(request, model) }
  const options = readOptions(request.options)
  requireRegions(options, data)
  if (request.comparison === 'pairs') {
    return documented('pairs', await runPairs(options as PairsOptions, dependencies, task), notes())
  }
  if (request.comparison === 'robustness') {
    const { provenance, ...others } = dependencies
    const { sha256, source, preprocessing, training } = provenance.model
    const seed = training?.config.seed
    const name = typeof seed === 'number' ? `seed ${seed}` : source
    const named = {
      name,
      model,
      sha256,
      source,
      ...(preprocessing && { preprocessing }),
      ...(training && { training }),
    }
    const grid = { ...defaultGrid(shape.inputShape), ...gridLists(request.grid) } as RobustnessGridOptions
    const result = await runRobustness(
      options as StudyOptions,
      grid,
      { ...others, models: [named], provenance },
      task,
    )
    return documented('robustness', result, notes())
  }
  const study = await runStudy(options as StudyOptions, dependencies, task)
  task.onProgress?.({ stage: 'drawing figures', done: 0, total: 1, unit: 'results' })
  return { kind: 'study', study, figures: drawStudy(study), notes: notes() }
}

async function readData(
  { data, preparing }: CompareRequest,
  model: Model,
  { inputShape, classes }: ModelShape,
  task: Task,
): Promise<{ readonly data: Dataset; notes(): readonly string[] }> {
  if (data === 'mnist') {
    task.onProgress?.({ stage: 'fetching the test images', done: 0, total: 1, unit: 'files' })
    return { data: await mnist('test'), notes: () => [] }
  }
  const takes = { inputShape, classes, classNames: model.settings?.classNames }
  const own = await openOwnData(data.picked, takes, preparing, task)
  return { data: await own.read(), notes: own.notes }
}

/** What does not fit is refused before anything is mapped. */
function requireRegions(options: Readonly<Record<string, unknown>>, { images }: Dataset): void {
  const { regions } = parseOptions(studyConfigSchema, { regions: options.regions })
  regionsOf(regions, images.shape[1], images.shape[2])
}

/** Of a model trained in the page. */
const AS_THEY_ARE: ModelSettings = { scale: 1, mean: 0, std: 1, channelOrder: 'rgb' }

async function provenanceOf({ command, modelSource }: CompareRequest, model: Model) {
  const training = trainingOf(model)
  const { classNames: _, inputSize, ...preprocessing } = model.settings ?? AS_THEY_ARE
  const enters = [
    ...(isIdentity(preprocessing) && !inputSize ? [] : [preprocessingText(preprocessing)]),
    ...(inputSize ? [`images of ${inputSize.join('×')}, which the model leaves open`] : []),
  ].join('; ')
  const sha256 = await modelSha256(model)
  return {
    command,
    model: {
      sha256,
      source: modelSource,
      ...(enters && { preprocessing: enters }),
      ...(training && { training }),
    },
    versions: { browser: navigator.userAgent },
    created: new Date().toISOString(),
  }
}

async function documented(
  kind: 'pairs' | 'robustness',
  result: object,
  notes: readonly string[],
): Promise<Compared> {
  const drawn = await drawResult(result as Readonly<Record<string, unknown>>)
  return {
    kind,
    drawn: drawn!,
    json: `${JSON.stringify(result, null, kind === 'pairs' ? 2 : undefined)}\n`,
    notes,
  }
}

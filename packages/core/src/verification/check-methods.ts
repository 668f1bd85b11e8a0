import type { Explainer } from '../attribution/explainer.js'
import type { Baseline } from '../attribution/occlusion/options.js'
import type { Dataset } from '../dataset/index.js'
import type { RunnableModel } from '../engines/runnable-model.js'
import { InputError } from '../errors.js'
import { chosenMethods } from '../methods/chosen-methods.js'
import type { MethodsBench } from '../methods/image-methods.js'
import { type MappedMethods, mapMethods } from '../methods/map-methods.js'
import { methodsBench } from '../methods/methods-bench.js'
import type { Task } from '../work/progress.js'
import type { Checking } from './check-study.js'
import { type Checked, compareNumbers, Differences, numbersText } from './difference.js'
import { drawPart } from './draw-part.js'
import type { WrittenMethods, WrittenMethodsSample } from './parse-methods.js'
import { asWritten, readBack, type WrittenNumbers } from './written-numbers.js'

const FILE = 'methods.json'

/** What methods were compared on. */
export interface MethodsSources {
  readonly model: RunnableModel
  /** The configuration's own, with what it takes of the data. */
  readonly baseline: Baseline
  readonly data: Dataset
  /** Whether the data are pictures without labels. */
  readonly unlabelled: boolean
}

/**
 * Maps images of a comparison of methods again by every method, and compares what is measured of each with methods.json: measures,
 * means over regions, and what integrals miss.
 *
 * @throws InputError VERIFY_FORMAT for places that the data have not, METHOD_UNKNOWN, what a method refuses; `signal.reason` when aborted
 */
export async function checkMethods(
  written: WrittenMethods,
  explainer: Explainer,
  sources: MethodsSources,
  checking: Checking,
  task: Task = {},
): Promise<Checked> {
  const { config, samples, provenance } = written
  const { model, baseline, data, unlabelled } = sources
  const found = new Differences()
  const chosen = drawPart(samples.length, checking).map((place) => samples[place]!)
  requirePlaces([samples[0]!, ...chosen], data)
  const choice = { model, baseline, origin: provenance, keeping: { signal: task.signal } }
  const bench = await methodsBench(config, explainer, choice)
  const of = { data, unlabelled }
  const other = await otherMethods(written, bench, of, task)
  if (other !== undefined) {
    found.add({ file: FILE, where: 'methods', what: other })
    return found.of(0, samples.length)
  }
  const own = { ...bench, config: { ...bench.config, methods: written.methods.map(({ id }) => id) } }
  const places = chosen.map(({ index }) => index)
  const mapped = await mapMethods(own, of, places, task)
  for (const [i, sample] of chosen.entries()) {
    const where = `image ${sample.index} of ${data.name}`
    for (const what of otherClasses(sample, mapped.target[i]!, sources))
      found.add({ file: FILE, where, what })
    for (const { name, written: then, computed: now } of numbersOf(sample, mapped, i)) {
      const { differing, largest } = compareNumbers(readBack(then), asWritten(now), checking.tolerance)
      found.far(largest)
      if (differing === 0) continue
      const what = numbersText(differing, Math.max(then?.length ?? 0, now.length), largest)
      found.add({ file: FILE, where: `${name} of ${where}`, what }, largest)
    }
  }
  return found.of(chosen.length, samples.length)
}

function requirePlaces(samples: readonly WrittenMethodsSample[], { images, name }: Dataset): void {
  const unknown = samples.find(({ index }) => index >= images.shape[0])
  if (unknown)
    throw new InputError('VERIFY_FORMAT', `${FILE} names image ${unknown.index}, which ${name} has not`)
}

/** How the methods compared are others than those of the configuration but for what the first image cannot be explained by. */
async function otherMethods(
  { config, methods, leftOut, samples }: WrittenMethods,
  bench: MethodsBench,
  of: Parameters<typeof mapMethods>[1],
  { signal }: Task,
): Promise<string | undefined> {
  const without = leftOut.map(({ id }) => id)
  const asked = chosenMethods(config.methods).map(({ id }) => id)
  const [ids, expected] = [methods.map(({ id }) => id), asked.filter((id) => !without.includes(id))].map(
    (list) => list.join(', '),
  )
  if (ids !== expected) return `they are ${ids}, by the configuration ${expected}`
  if (without.length === 0) return undefined
  const first = await mapMethods(bench, of, [samples[0]!.index], { signal })
  const [then, now] = [leftOut, first.leftOut].map((list) =>
    list.map(({ id, reason }) => `${id} (${reason})`).join(', '),
  )
  return then === now ? undefined : `left out are ${then}, computed ${now || 'none'}`
}

/** What else is said of an image's classes than the model and the data say. */
function otherClasses(
  { index, label, target }: WrittenMethodsSample,
  predicted: number,
  { data, unlabelled }: MethodsSources,
): string[] {
  const own = unlabelled ? undefined : data.labels[index]
  return [
    ...(target === predicted ? [] : [`its class is ${target}, computed ${predicted}`]),
    ...(label === own ? [] : [`its label is ${label ?? 'none'}, by the data ${own ?? 'none'}`]),
  ]
}

/** All numbers that a sample has, beside those computed of image i. */
function numbersOf(
  sample: WrittenMethodsSample,
  { images, completeness }: MappedMethods,
  i: number,
): {
  readonly name: string
  readonly written: WrittenNumbers | undefined
  readonly computed: readonly number[]
}[] {
  const { values, sensitivity } = images[i]!
  const names = new Set([...Object.keys(values), ...Object.keys(sample.values)])
  const rows = Math.max(sensitivity.length, sample.sensitivity.length)
  const parts = new Set([...Object.keys(completeness[i]!), ...Object.keys(sample.completeness ?? {})])
  return [
    ...[...names].map((name) => ({ name, written: sample.values[name], computed: values[name] ?? [] })),
    ...Array.from({ length: rows }, (_, row) => ({
      name: `the means over regions by order ${row + 1}`,
      written: sample.sensitivity[row],
      computed: sensitivity[row] ?? [],
    })),
    ...[...parts].map((id) => {
      const [then, now] = [sample.completeness?.[id], completeness[i]![id]]
      return {
        name: `completeness of ${id}`,
        written: then && [then.difference, then.residual],
        computed: now ? [now.difference, now.residual] : [],
      }
    }),
  ]
}

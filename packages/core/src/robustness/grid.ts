import { z } from 'zod'
import { baselineSchema, strideSchema } from '../attribution/occlusion/options.js'
import { baselineText, scoreText, sizeText } from '../attribution/occlusion/settings-text.js'
import type { StudyConfig } from '../mapping/config.js'
import { scoreSchema } from '../network/score.js'

const size = z.int().min(1)
const list = <S extends z.ZodType>(schema: S) => z.array(schema).min(1).max(1000)

/** Most combinations: each is a study of its own. */
const MOST_SPECIFICATIONS = 20_000

/** The choices a study is repeated over: every combination is a specification, strides wider than their window left out. */
export const robustnessGridSchema = z
  .strictObject({
    window: list(z.union([size, z.tuple([size, size])]))
      .default([3, 4, 5, 7])
      .describe('window sizes in pixels'),
    stride: list(strideSchema).default([1, 2]).describe('steps between windows in pixels'),
    baseline: list(baselineSchema).default([0, 'mean', 'blur']).describe('what covered pixels become'),
    score: list(scoreSchema)
      .default(['logit', 'probability', 'log-probability', 'margin'])
      .describe('whose drop is mapped'),
    normalisation: list(z.enum(['raw', 'ink']))
      .default(['raw', 'ink'])
      .describe('regional mean of the map, or its sum divided by the ink in the region'),
    selection: list(z.enum(['correct', 'all']))
      .default(['correct', 'all'])
      .describe('correctly classified images only, or all'),
  })
  .refine(
    (grid) =>
      Object.values(grid).reduce((product, values) => product * values.length, 1) <= MOST_SPECIFICATIONS,
    `these lists make more than ${MOST_SPECIFICATIONS} combinations, each a study of its own`,
  )
  .describe('choices a study is repeated over')

export type RobustnessGridOptions = z.input<typeof robustnessGridSchema>
export type RobustnessGrid = z.output<typeof robustnessGridSchema>

/** One way to run a study. */
export type StudyChoices = Pick<
  StudyConfig,
  'window' | 'stride' | 'baseline' | 'score' | 'normalisation' | 'selection'
>

/** What one scoring pass depends on; all else follows from its scores. */
export type Covering = Pick<StudyChoices, 'window' | 'stride' | 'baseline'>

/** Adds the study's own choices to a grid that lacks them, and writes sizes as [h, w]. */
export function gridAround(grid: RobustnessGrid, study: StudyChoices): RobustnessGrid {
  const pair = (value: number | readonly number[]) =>
    typeof value === 'number' ? ([value, value] as [number, number]) : (value as [number, number])
  return {
    window: unique([pair(study.window), ...grid.window.map(pair)]),
    stride: unique([pair(study.stride), ...grid.stride.map(pair)]),
    baseline: unique([study.baseline, ...grid.baseline]),
    score: unique([study.score, ...grid.score]),
    normalisation: unique([study.normalisation, ...grid.normalisation]),
    selection: unique([study.selection, ...grid.selection]),
  }
}

/** The passes a grid needs, those of one window together. */
export function coveringsOf({ window, stride, baseline }: RobustnessGrid): Covering[] {
  return window.flatMap((w) =>
    stride
      .filter((s) => axis(s, 0) <= axis(w, 0) && axis(s, 1) <= axis(w, 1))
      .flatMap((s) => baseline.map((b) => ({ window: w, stride: s, baseline: b }))),
  )
}

/** Everything that can be read off the scores of one pass. */
export function readingsOf({
  score,
  normalisation,
  selection,
}: RobustnessGrid): Omit<StudyChoices, keyof Covering>[] {
  return score.flatMap((s) =>
    normalisation.flatMap((n) => selection.map((k) => ({ score: s, normalisation: n, selection: k }))),
  )
}

/** Choices in words, by the names under which a figure lists them. */
export function choicesInWords(choices: StudyChoices): Readonly<Record<ChoiceName, string>> {
  return {
    score: scoreText(choices.score),
    window: sizeText(choices.window),
    stride: sizeText(choices.stride),
    baseline: baselineText(choices.baseline),
    normalisation: choices.normalisation === 'ink' ? 'per ink' : 'raw',
    images: choices.selection === 'correct' ? 'correct only' : 'all',
  }
}

/** How choices are called in words. */
export const choiceNames = ['score', 'window', 'stride', 'baseline', 'normalisation', 'images'] as const
export type ChoiceName = (typeof choiceNames)[number]

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

function axis(value: number | readonly number[], d: number): number {
  return typeof value === 'number' ? value : value[d]!
}

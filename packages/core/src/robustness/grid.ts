import { baselineSchema, strideSchema } from '../attribution/occlusion/options.js'
import { baselineText, scoreText, sizeText } from '../attribution/occlusion/settings-text.js'
import * as z from '../json/zod.js'
import type { StudyConfig } from '../mapping/config.js'
import { scoreSchema } from '../network/score.js'
import { type RegionChoice, regionsSchema } from '../regions/index.js'

const size = z.int().check(z.minimum(1))
const list = <S extends z.ZodMiniType>(schema: S) => z.array(schema).check(z.minLength(1), z.maxLength(1000))

/** Most combinations: each is a study of its own. */
const MOST_SPECIFICATIONS = 20_000

/** The choices a study is repeated over: every combination is a specification, strides wider than their window left out. */
export const robustnessGridSchema = z
  .strictObject({
    window: z
      ._default(list(z.union([size, z.tuple([size, size])])), [3, 4, 5, 7])
      .check(z.describe('window sizes in pixels')),
    stride: z._default(list(strideSchema), [1]).check(z.describe('steps between windows in pixels')),
    baseline: z
      ._default(list(baselineSchema), [0, 'mean', 'blur', 'patch-mean', 'inpaint'])
      .check(z.describe('what covered pixels become')),
    score: z
      ._default(list(scoreSchema), ['logit', 'probability', 'log-probability', 'margin'])
      .check(z.describe('whose drop is mapped')),
    normalisation: z
      ._default(list(z.enum(['raw', 'ink', 'profile', 'adjusted'])), ['raw', 'ink', 'profile', 'adjusted'])
      .check(
        z.describe(
          'regional mean of the map, its sum divided by the ink in the region, its share of all regions, or adjusted for the ink of the image',
        ),
      ),
    regions: z
      ._default(list(regionsSchema), [3, 4, [3, 3]])
      .check(z.describe('regions: so many bands, a grid of rows,columns, or masks')),
    selection: z
      ._default(list(z.enum(['correct', 'all'])), ['correct', 'all'])
      .check(z.describe('correctly classified images only, or all')),
  })
  .check(
    z.refine(
      (grid) =>
        Object.values(grid).reduce((product, values) => product * values.length, 1) <= MOST_SPECIFICATIONS,
      `these lists make more than ${MOST_SPECIFICATIONS} combinations, each a study of its own`,
    ),
    z.describe('choices a study is repeated over'),
  )

export type RobustnessGridOptions = z.input<typeof robustnessGridSchema>
export type RobustnessGrid = z.output<typeof robustnessGridSchema>

/** What is taken for an image's sensitivity to a region. */
export type Reading = RobustnessGrid['normalisation'][number]

/** One way to run a study. */
export interface StudyChoices
  extends Pick<StudyConfig, 'window' | 'stride' | 'baseline' | 'score' | 'selection'> {
  readonly normalisation: Reading
  readonly regions: RegionChoice
}

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
    regions: unique([study.regions, ...grid.regions]),
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

/**
 * Everything that can be read off the scores of one pass, the study's own regions first. Other regions take what needs no other images
 * and no covariate: raw values and profiles, of which the class × region interaction is asked alone.
 */
export function readingsOf({
  score,
  normalisation,
  selection,
  regions,
}: RobustnessGrid): Omit<StudyChoices, keyof Covering>[] {
  const plain = normalisation.filter((reading) => reading === 'raw' || reading === 'profile')
  return regions.flatMap((r, place) =>
    score.flatMap((s) =>
      (place === 0 ? normalisation : plain).flatMap((n) =>
        selection.map((k) => ({ score: s, normalisation: n, selection: k, regions: r })),
      ),
    ),
  )
}

/** The grid's specifications: readings within coverings, so that those of one scoring pass stand together. */
export function specificationsOf(grid: RobustnessGrid): StudyChoices[] {
  const readings = readingsOf(grid)
  return coveringsOf(grid).flatMap((covering) => readings.map((reading) => ({ ...covering, ...reading })))
}

/** Choices as results hold them; in those from before regions were a choice they are three bands. */
export type WrittenChoices = Omit<StudyChoices, 'regions'> & Partial<Pick<StudyChoices, 'regions'>>

/** Choices in words, by the names under which a figure lists them. */
export function choicesInWords(choices: WrittenChoices): Readonly<Record<ChoiceName, string>> {
  return {
    score: scoreText(choices.score),
    window: sizeText(choices.window),
    stride: sizeText(choices.stride),
    baseline: baselineText(choices.baseline),
    normalisation: READINGS[choices.normalisation],
    images: choices.selection === 'correct' ? 'correct only' : 'all',
    regions: regionsText(choices.regions ?? 3),
  }
}

const READINGS = { raw: 'raw', ink: 'per ink', profile: 'profile', adjusted: 'adjusted for ink' } as const

/** `4 bands`, `3×3 grid`, `masks of 2 regions`. */
function regionsText(choice: RegionChoice): string {
  if (typeof choice === 'number') return `${choice} bands`
  if (Array.isArray(choice)) return `${choice.join('×')} grid`
  const names = Object.keys(choice)
  return names.length > 3 ? `${names.length} masks` : names.join(', ')
}

/** How choices are called in words. */
export const choiceNames = [
  'score',
  'window',
  'stride',
  'baseline',
  'normalisation',
  'images',
  'regions',
] as const
export type ChoiceName = (typeof choiceNames)[number]

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

function axis(value: number | readonly number[], d: number): number {
  return typeof value === 'number' ? value : value[d]!
}

import type { MeanSummary, Study } from '../study/result.js'
import { formatP } from '../words/format.js'
import { chart } from './chart.js'
import type { FigureOptions } from './figure-options.js'
import { CLASS_COLOURS, GRID, INK, LINE } from './palette.js'
import { axisX, axisY, dot, gridY, type Markish, rectY, ruleX, ruleY, textMark } from './plot.js'
import { samplesOfClass } from './sample-choice.js'
import { shownRegions } from './shown-regions.js'
import { sinaOffsets } from './sina.js'
import { needsPowers, powerTicks } from './ticks.js'

/** One group of two bars: a region, or the whole map. */
interface Group {
  readonly name: string
  readonly summaries: readonly [MeanSummary, MeanSummary]
  /** Each class's images, undefined values left out. */
  readonly values: readonly [readonly number[], readonly number[]]
  /** Holm-adjusted over regions; the whole map's own p. */
  readonly p: string
}

/** Half of a bar's width, and how far a class stands from its group's centre; groups are 1 apart. */
const HALF_BAR = 0.17
const CLASS_OFFSET = 0.21
/** Groups beyond which there is no room for more than names. */
const CROWDED = 6

/** Whether p-values stand above the pairs. */
export function showsP(groups: number): boolean {
  return groups <= CROWDED
}

/**
 * Sensitivity by region and class: bars of means, intervals of the means, and every single image as a dot, with the
 * p-value of the difference above each pair.
 *
 * @param options.wholeMap - whether the whole map stands beside the regions
 */
export function regionalChart(
  study: Study,
  size: { readonly width: number; readonly height: number },
  options: FigureOptions & { readonly wholeMap: boolean },
): string {
  const groups = groupsOf(study, options.wholeMap)
  const [low, high] = extent(groups)
  const pad = (high - low) * 0.09
  const powers = needsPowers([low, high])
  // Names of many regions stand on end, and their p-values are left to the tables.
  const crowded = !showsP(groups.length)
  return chart(options, {
    ...size,
    marginTop: 8,
    marginLeft: powers ? 66 : 44,
    marginRight: 2,
    marginBottom: crowded ? 58 : 42,
    x: { domain: [-0.5, groups.length - 0.5], axis: null },
    y: { domain: [low, high + pad], label: null },
    marks: [
      gridY({ stroke: GRID, strokeOpacity: 1 }),
      axisY({ label: null, tickSize: 0, ...(powers && powerTicks) }),
      axisX(
        groups.map((_, g) => g),
        {
          tickFormat: (g: number) => groups[g]!.name,
          tickSize: 0,
          tickPadding: crowded ? 8 : 22,
          fontSize: crowded ? 8 : 11,
          ...(crowded && { tickRotate: -60 }),
          label: null,
        },
      ),
      ...groups.flatMap((group, g) => [0, 1].flatMap((c) => classMarks(study, group, g, c, crowded))),
      ruleY([0], { stroke: LINE }),
      textMark(groups, {
        x: (_, g: number) => g,
        y: high + pad * 0.7,
        text: crowded ? () => '' : 'p',
        fontSize: groups.length > 4 ? 7.5 : 9.5,
        fill: INK,
      }),
    ],
  })
}

function classMarks(study: Study, group: Group, g: number, c: number, crowded: boolean): Markish[] {
  const colour = CLASS_COLOURS[c]!
  const centre = g + (c === 0 ? -CLASS_OFFSET : CLASS_OFFSET)
  const [x1, x2] = [centre - HALF_BAR, centre + HALF_BAR]
  const { mean, interval } = group.summaries[c]!
  if (!Number.isFinite(mean)) return []
  const values = group.values[c]!
  const offsets = sinaOffsets(values)
  const points = values.map((y, i) => ({ x: centre + offsets[i]! * (HALF_BAR - 0.03), y }))
  const dense = values.length > 120
  const name = study.result.classes[c]!.name
  return [
    rectY([{ x1, x2, y1: 0, y2: mean }], {
      x1: 'x1',
      x2: 'x2',
      y1: 'y1',
      y2: 'y2',
      fill: colour,
      fillOpacity: 0.2,
    }),
    dot(points, { x: 'x', y: 'y', r: dense ? 1.3 : 1.8, fill: colour, fillOpacity: dense ? 0.4 : 0.5 }),
    ruleY([mean], { x1, x2, stroke: colour, strokeWidth: 2 }),
    ...intervalMarks(centre, interval),
    textMark([name.length <= 3 && !crowded ? name : ''], {
      x: centre,
      frameAnchor: 'bottom',
      dy: 13,
      fill: colour,
      fontWeight: 'bold',
    }),
  ]
}

/** A vertical interval with caps, edged in white so that it stands out from the dots. */
function intervalMarks(x: number, [low, high]: readonly [number, number]): Markish[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return []
  const marks = (stroke: string, strokeWidth: number): Markish[] => [
    ruleX([x], { y1: low, y2: high, stroke, strokeWidth }),
    ruleY([low, high], { x1: x - 0.05, x2: x + 0.05, stroke, strokeWidth }),
  ]
  return [...marks('#ffffff', 3.2), ...marks(INK, 1.4)]
}

function groupsOf(study: Study, wholeMap: boolean): Group[] {
  const { classes, regions, tests } = study.result
  const [a, b] = classes
  const samples = [samplesOfClass(study, a.class), samplesOfClass(study, b.class)] as const
  const group = (
    name: string,
    summaries: readonly [MeanSummary, MeanSummary],
    value: (sample: (typeof samples)[0][0]['sample']) => number,
    p: string,
  ): Group => {
    const valuesOf = (c: 0 | 1) => samples[c].map(({ sample }) => value(sample)).filter(Number.isFinite)
    return { name, summaries, values: [valuesOf(0), valuesOf(1)], p }
  }
  const bands = shownRegions(study.result).map((r) => {
    const { name } = regions[r]!
    return group(
      name,
      [a.regions[r]!, b.regions[r]!],
      (sample) => sample.regions[r]!,
      formatP(tests.regions[r]!.pHolm),
    )
  })
  const whole = () =>
    group(
      'whole map',
      [a.overall, b.overall],
      (sample) => sample.overall,
      formatP(tests.overall.p, tests.overall.logP),
    )
  return wholeMap ? [...bands, whole()] : bands
}

/** Lowest and highest thing drawn, zero included. */
function extent(groups: readonly Group[]): [number, number] {
  let [low, high] = [0, 0]
  for (const { summaries, values } of groups) {
    for (const value of [...values.flat(), ...summaries.flatMap(({ interval }) => interval)]) {
      if (!Number.isFinite(value)) continue
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  }
  return low === high ? [-1, 1] : [low, high]
}

import { computed, signal } from '@preact/signals'
import { limitOf, type OutputHead, outputReader } from '@umbra/core'
import { model } from '../live-map.js'
import type { OptionTexts } from '../options/option-field.js'
import type { ExplainedDrawing, MapAgreement, MapUnderWay } from '../worker/protocol.js'
import type { CommonGrid } from './common-grid.js'
import { matchClasses } from './match-classes.js'
import type { OpenedRival } from './rival.js'

/** The first network is the one in use, the second the one it is compared with. */
export type SideNumber = 0 | 1

/** What one network is given of the picture. */
export interface Given {
  /** float32 [H, W, C] in 0 … 1. */
  readonly image: Float32Array
  readonly shape: readonly [number, number, number]
  readonly steps: readonly string[]
  readonly warning?: string | undefined
  /** Whether the command line makes the same image of the picture's file. */
  readonly exact: boolean
  /** What the network says of it, where that was asked at once: float32 [K], before the head. */
  readonly base?: Float32Array
  readonly head?: OutputHead
}

/** What one network says. */
export interface Side {
  readonly given: Given
  readonly underWay?: MapUnderWay
  readonly whole?: ExplainedDrawing
  /** The options its map is made with, as a command names them. */
  readonly asked?: OptionTexts
}

export const sides = [signal<Side | undefined>(undefined), signal<Side | undefined>(undefined)] as const
export const rivalModel = signal<OpenedRival | undefined>(undefined)
export const grid = signal<CommonGrid | undefined>(undefined)
export const agreement = signal<MapAgreement | undefined>(undefined)

/** A network's outputs, known before its map or with it. */
export function scoresOf(side: Side | undefined): Pick<Given, 'base' | 'head'> | undefined {
  return side?.whole ?? side?.given
}

/** Reads classes and scores off a network's outputs. */
export const readers = sides.map((side) =>
  computed(() => {
    const { base, head } = scoresOf(side.value) ?? {}
    return base && head && outputReader(head, base.length)
  }),
)

/** Which class of the first network is which of the second. */
export const matching = computed(() => {
  const [first, second] = [model.value, rivalModel.value]
  if (!first || !second) return undefined
  const listOf = ({ classes, classNames }: typeof first) => ({ classes, names: classNames })
  return matchClasses(listOf(first), listOf(second))
})

/** What a class of a network is called. */
export function classText(n: SideNumber, k: number): string {
  return (n === 0 ? model.value : rivalModel.value)?.classNames?.[k] ?? String(k)
}

/** The class a map is of. */
export function targetOf(n: SideNumber): number | undefined {
  const side = sides[n].value
  return side?.whole?.target ?? side?.underWay?.target
}

/** Both maps in the cells of the grid, as far as they are known; NaN elsewhere. */
export const gridMaps = ([0, 1] as const).map((n) =>
  computed(() => {
    const [side, cells] = [sides[n].value, grid.value]
    const map = side?.whole?.map ?? side?.underWay?.map
    return map && cells && Float32Array.from(cells.places[n], (at) => map[at]!)
  }),
)

/** The first map less the second; NaN where either is not known. */
export const difference = computed(() => {
  const [a, b] = gridMaps.map((map) => map.value)
  return a && b && a.map((value, i) => value - b[i]!)
})

/** The ends of the scale that both maps share, and of their difference's own. */
export const mapLimit = computed(() => limitOf(gridMaps.flatMap((map) => map.value ?? [])))
export const differenceLimit = computed(() => limitOf(difference.value ? [difference.value] : []))

/** The cell that is looked at: the one pointed at or, without, that of the largest difference. */
export const pointedCell = signal<number | undefined>(undefined)
export const lookedCell = computed(() => {
  const values = difference.value
  if (!values || !agreement.value) return undefined
  const pointed = pointedCell.value
  if (pointed !== undefined && pointed < values.length) return pointed
  let best = 0
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]!) > Math.abs(values[best]!)) best = i
  return best
})

/** What is compared: the map, and the controls that know nothing of the network. */
export const ORDERS = ['map', 'ink', 'random'] as const
export type Order = (typeof ORDERS)[number]

/** A measure of faithfulness; formulae and sources in docs/faithfulness.md. */
export interface Measure {
  readonly name: MeasureName
  /** For people: `deletion, area`. */
  readonly words: string
  /** Whether more of it is more faithful. */
  readonly better: 'higher' | 'lower'
}

export const MEASURES = [
  { name: 'deletion', words: 'deletion, area', better: 'lower' },
  { name: 'insertion', words: 'insertion, area', better: 'higher' },
  { name: 'pixelFlipping', words: 'pixel flipping (AOPC)', better: 'higher' },
  { name: 'irof', words: 'IROF, area over', better: 'higher' },
  { name: 'road', words: 'ROAD, (least − most)/2', better: 'higher' },
  { name: 'sensitivityN', words: 'sensitivity-n', better: 'higher' },
  { name: 'muFidelity', words: 'μFidelity', better: 'higher' },
  { name: 'infidelity', words: 'infidelity', better: 'lower' },
] as const satisfies readonly { name: string; words: string; better: 'higher' | 'lower' }[]

export type MeasureName = (typeof MEASURES)[number]['name']

/** +1 where more is more faithful, −1 where less is. */
export function directionOf({ better }: Pick<Measure, 'better'>): 1 | -1 {
  return better === 'higher' ? 1 : -1
}

import { sealed, unsealed } from '../seal.js'
import { isWorthRetrying, type SetAside } from './set-aside.js'
import { type Unit, type UnitValues, unitKey, unitName } from './unit.js'

/**
 * Keeps the values of finished units, here called cells, by the hash of everything they were computed from, so that what is
 * found under a key is always right, whoever computed it and how often. An interrupted run goes on from what its store holds.
 */
export interface CellStore {
  read(key: string): Promise<Uint8Array | undefined>
  write(key: string, bytes: Uint8Array): Promise<void>
  /** Told of a cell that is not what was written under its key, and that is computed again. */
  onDamaged?(key: string): void
}

/** Where values are kept, and what becomes of units that cannot be computed. */
export interface UnitKeeping {
  readonly cells?: CellStore | undefined
  /** Where units go that failed; without it the first of them ends the work. */
  readonly aside?: SetAside | undefined
  /** What a unit is called that is set aside. @default `unitName` */
  readonly nameOf?: ((unit: Unit) => string) | undefined
  /** Once aborted, nothing is tried again. */
  readonly signal?: AbortSignal | undefined
}

/** How often a unit is tried before it is set aside. */
export const ATTEMPTS = 3

/**
 * The values kept for a unit or, where none are, those that `compute` gives, which are kept from then on. A unit that fails is tried
 * again, and after the third time set aside; wrong input fails at once, as it would again.
 *
 * @param values - the array to fill, of the length the unit has
 * @param compute - gives as many
 * @returns `values`; undefined, and they are as they were, where the unit was set aside
 */
export async function keptOrComputed<A extends UnitValues>(
  keeping: UnitKeeping,
  unit: Unit,
  values: A,
  compute: () => Promise<ArrayLike<number>>,
): Promise<A | undefined> {
  const { cells, aside } = keeping
  // Where there is nothing to find or to name no hash is made: an insecure page has none.
  const key = cells || aside ? await unitKey(unit) : ''
  if (cells && (await readCell(cells, key, values))) {
    aside?.succeeded()
    return values
  }
  const found = await tried(unit, key, keeping, compute)
  if (!found) return undefined
  values.set(found)
  await cells?.write(key, await sealedValues(values, key))
  return values
}

/** Fills an array from a cell. @returns false where there is none, or it is not what was written under the key */
async function readCell(cells: CellStore, key: string, values: UnitValues): Promise<boolean> {
  const kept = await cells.read(key)
  const whole = kept && (await unsealed(kept, key))
  if (whole?.length === values.byteLength) {
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(whole)
    return true
  }
  if (kept) cells.onDamaged?.(key)
  return false
}

/** Whether a cell is, to the last bit, what was written under its key. */
export async function isWhole(cell: Uint8Array, key: string): Promise<boolean> {
  return (await unsealed(cell, key)) !== undefined
}

/** A unit's values as a cell holds them: their bytes under a seal that no other unit's fit. */
export function sealedValues(values: UnitValues, key: string): Promise<Uint8Array> {
  return sealed(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), key)
}

async function tried<T>(
  unit: Unit,
  key: string,
  { aside, signal, nameOf = unitName }: UnitKeeping,
  compute: () => Promise<T>,
): Promise<T | undefined> {
  if (aside?.isOf(key)) return undefined
  for (let attempt = 1; ; attempt++) {
    try {
      const found = await compute()
      aside?.succeeded()
      return found
    } catch (error) {
      if (signal?.aborted || !isWorthRetrying(error)) throw error
      if (attempt < ATTEMPTS) continue
      if (!aside) throw error
      aside.add(key, nameOf(unit), error)
      return undefined
    }
  }
}

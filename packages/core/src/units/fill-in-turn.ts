import { inOrder } from '../work/in-order.js'
import { keptOrComputed, type UnitKeeping } from './cells.js'
import type { Unit, UnitValues } from './unit.js'

/** How far a job has come. */
export interface Standing {
  /** Images of the units gone through. */
  readonly done: number
  /** Those of them whose values were kept before. */
  readonly kept: number
}

/**
 * Goes through a job's units in turn, each kept or computed into its own part of an array. A part whose unit was set aside stays as it was.
 *
 * @param values - of all images of all units in turn, of each as many
 * @param compute - gives a unit's values. `before` is where it stands as the unit begins
 * @param ahead - units begun before the one in turn is done
 * @throws what `compute` does where the input is wrong, or where nothing is set aside; `signal.reason` when aborted
 */
export async function* fillInTurn<U extends Unit, A extends UnitValues>(
  units: readonly U[],
  values: A,
  keeping: UnitKeeping,
  compute: (unit: U, before: Standing) => Promise<ArrayLike<number>>,
  ahead = 0,
): AsyncGenerator<Standing & { readonly own: A }, void, undefined> {
  const starts = [0]
  for (const { indices } of units) starts.push(starts.at(-1)! + indices.length)
  const perImage = values.length / starts.at(-1)!
  let kept = 0
  const fill = async (i: number) => {
    keeping.signal?.throwIfAborted()
    const [unit, from, to] = [units[i]!, starts[i]!, starts[i + 1]!]
    const own = values.subarray(from * perImage, to * perImage) as A
    let isKept = true
    const found = await keptOrComputed(keeping, unit, own, () => {
      isKept = false
      return compute(unit, { done: from, kept })
    })
    return { own, done: to, keptHere: found && isKept ? to - from : 0 }
  }
  for await (const { own, done, keptHere } of inOrder(units.length, ahead, fill)) {
    kept += keptHere
    yield { own, done, kept }
  }
}

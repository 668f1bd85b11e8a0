import { expect, it } from 'vitest'
import { Dice } from '../../test/dice.js'
import { bytesOf, type RecordValues, wordOf } from '../engine/memory/records.js'
import type { Kernels } from './change-kernels.js'
import { instantiateKernels, loadKernelModule } from './kernel-module.js'
import { availableVariants } from './variants.js'

const [HEIGHT, WIDTH] = [11, 10]
const SLOT = 4096
type RecordName = 'FeatureMap' | 'Changed' | 'Patch'

it.each(availableVariants())(
  'of a set of pixels only the cells that see one of them are listed, %s',
  async (variant) => {
    const memory = new WebAssembly.Memory({ initial: 1 })
    const kernels = instantiateKernels<Kernels>(await loadKernelModule(variant), memory)
    const ints = (slot: number, count: number) => new Int32Array(memory.buffer, slot * SLOT, count)
    const record = <Name extends RecordName>(
      slot: number,
      name: Name,
      values: Partial<RecordValues<Name>>,
    ) => {
      const words = ints(slot, bytesOf(name) / 4).fill(0)
      for (const [field, value] of Object.entries<number | undefined>(values))
        words[wordOf(name, field as never)] = value!
    }
    const map = { height: HEIGHT, width: WIDTH, channels: 4, stepY: 1, stepX: 1 }
    const dice = new Dice(5)
    let sparse = 0
    for (let trial = 0; trial < 60; trial++) {
      // Two blocks that may lie far apart, within the smallest box around both.
      const blocks = [0, 1].map(() => ({ y: dice.between(0, HEIGHT - 2), x: dice.between(0, WIDTH - 2) }))
      const covered = (y: number, x: number) =>
        blocks.some((block) => y >= block.y && y < block.y + 2 && x >= block.x && x < block.x + 2)
      const [y0, x0] = [Math.min(...blocks.map(({ y }) => y)), Math.min(...blocks.map(({ x }) => x))]
      const [y1, x1] = [Math.max(...blocks.map(({ y }) => y)) + 2, Math.max(...blocks.map(({ x }) => x)) + 2]
      const columns = x1 - x0
      ints(1, (y1 - y0) * columns).forEach((_, i, ids) => {
        ids[i] = covered(y0 + Math.floor(i / columns), x0 + (i % columns)) ? i : -1
      })
      record(2, 'Patch', { y0, x0, y1, x1, ids: SLOT })
      record(3, 'FeatureMap', { ...map, extentY: 1, extentX: 1, patches: 2 * SLOT })
      record(4, 'Changed', {
        height: HEIGHT,
        width: WIDTH,
        next: 5 * SLOT,
        last: 6 * SLOT,
        own: 1,
        pixels: 3 * SLOT,
      })
      ints(7, 2).set([(y1 << 16) | x1, (y0 << 16) | x0])
      const extent = dice.pick([1, 2, 3, 4])
      const field = { originY: -1, originX: -1, extentY: extent, extentX: extent }
      record(8, 'Patch', { y0: 0, x0: 0, y1: HEIGHT, x1: WIDTH })
      record(9, 'FeatureMap', {
        ...{ ...map, ...field, cells: 10 * SLOT, owners: 11 * SLOT, patches: 8 * SLOT, ids: 12 * SLOT },
      })
      kernels.listChanges(9 * SLOT, 4 * SLOT, 7 * SLOT, 1, 0)
      const expected = Array.from({ length: HEIGHT * WIDTH }, (_, cell) => cell).filter((cell) => {
        const [top, left] = [Math.floor(cell / WIDTH) - 1, (cell % WIDTH) - 1]
        return Array.from({ length: extent ** 2 }, (_, i) => i).some((i) =>
          covered(top + Math.floor(i / extent), left + (i % extent)),
        )
      })
      const changes = ints(9, 18)[wordOf('FeatureMap', 'changes')]!
      expect(Array.from(ints(10, changes)), `trial ${trial}`).toEqual(expected)
      const ids = ints(12, HEIGHT * WIDTH)
      expect(Array.from(ids.keys()).filter((cell) => ids[cell]! >= 0)).toEqual(expected)
      if (changes < (y1 - y0) * columns) sparse++
    }
    expect(sparse).toBeGreaterThan(20)
  },
)

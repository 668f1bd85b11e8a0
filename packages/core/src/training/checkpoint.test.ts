import { describe, expect, it } from 'vitest'
import { parseSafetensors } from '../arrays/index.js'
import { sealed } from '../seal.js'
import { type Checkpoint, checkpointFile, parseCheckpoint } from './checkpoint.js'
import { trainingConfigSchema } from './config.js'

const checkpoint: Checkpoint = {
  umbra: '0.1.0',
  config: trainingConfigSchema.parse({ seed: 4 }),
  data: { images: 'a', labels: 'b' },
  step: 12,
  history: [{ epoch: 1, loss: 0.5, accuracy: 0.75, seconds: 2 }],
  epoch: { images: 256, loss: 80.25, correct: 200, seconds: 0.5 },
  weights: Float32Array.of(0.5, -1, 3),
  m: Float32Array.of(0, 0.25, 1e-30),
  v: Float32Array.of(1, 2, -0),
}
const { bytes } = await checkpointFile(checkpoint)
const damaged = { code: 'CHECKPOINT_FORMAT', name: 'InputError' }

describe('a checkpoint’s file', () => {
  it('holds all of a checkpoint, as tensors that any reader of safetensors finds', async () => {
    expect(await parseCheckpoint(bytes)).toEqual(checkpoint)
    expect([...parseSafetensors(bytes, 'file').keys()]).toEqual(['weights', 'm', 'v', 'seal'])
  })

  it('is refused with any bit flipped', async () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = bytes.slice()
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      await expect(parseCheckpoint(flipped), `bit ${bit}`).rejects.toMatchObject(damaged)
    }
  })

  it('is refused cut short at any byte, and with any appended', async () => {
    for (let length = 0; length < bytes.length; length++) {
      await expect(parseCheckpoint(bytes.subarray(0, length)), `${length} bytes`).rejects.toMatchObject(
        damaged,
      )
    }
    await expect(parseCheckpoint(Uint8Array.of(...bytes, 0))).rejects.toMatchObject(damaged)
  })

  it('is refused where another kind of file bears a seal', async () => {
    const others = await sealed(bytes.subarray(0, -32), 'umbra.cell/1')
    await expect(parseCheckpoint(others)).rejects.toMatchObject(damaged)
  })
})

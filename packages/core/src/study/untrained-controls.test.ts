import { rankAmongControls } from '@umbra/stats'
import { describe, expect, it } from 'vitest'
import { flat, linearNetwork, middleOnly, randomDataset } from '../../test/linear-study.js'
import { randomised } from '../controls/randomised.js'
import type { StudyOptions } from '../mapping/config.js'
import { WHOLE } from '../mapping/part.js'
import { Random } from '../random.js'
import { mapStudyPart, runStudy } from './run-study.js'
import { untrainedControls } from './untrained-controls.js'

const model = linearNetwork([flat, middleOnly, flat])
const data = randomDataset(40, 3)
const provenance = { command: 'test', model: { sha256: 'none', source: 'test' }, created: 'now' }
const dependencies = { model, data, threads: 1, provenance } as const
const options: StudyOptions = { classes: [0, 1], images: 20, window: 1, selection: 'all', permutations: 99 }

describe('untrainedControls', () => {
  it('ranks the study’s own effects among those of studies of networks drawn anew', async () => {
    const mapped = await mapStudyPart(options, WHOLE, dependencies)
    const controls = await untrainedControls(mapped, dependencies, { draws: 4 })
    const studies = [await runStudy(options, dependencies)]
    const root = new Random(0).split('untrained')
    for (let draw = 0; draw < 4; draw++) {
      const untrained = randomised(model, root.split(`draw ${draw}`))
      studies.push(await runStudy(options, { ...dependencies, model: untrained }))
    }
    // With all images taken, not the correct ones alone, every network's study has the same ones.
    const [own, ...others] = studies.map(({ result }) => result.tests)
    expect(controls.interaction.effect).toBeCloseTo(own!.interaction.effect!.value, 12)
    controls.interaction.controls.forEach((value, draw) => {
      expect(value).toBeCloseTo(others[draw]!.interaction.effect!.value, 12)
    })
    expect(controls.regions.map(({ region }) => region)).toEqual(['top', 'middle', 'bottom'])
    for (const [r, { effect, controls: among, rank, p }] of controls.regions.entries()) {
      expect(effect).toBeCloseTo(own!.regions[r]!.effect!.value, 12)
      const sizes = others.map(({ regions }) => Math.abs(regions[r]!.effect!.value))
      among.forEach((value, draw) => {
        expect(Math.abs(value)).toBeCloseTo(sizes[draw]!, 12)
      })
      const expected = rankAmongControls(Math.abs(effect), sizes)
      expect([rank, p]).toEqual([expected.asExtreme + 1, expected.p])
      expect(p).toBeCloseTo(rank / 5, 12)
    }
    expect(controls).toMatchObject({ draws: 4, notFinite: 0, layers: [{ drawn: 'permuted' }] })
  })

  it('is the same for the same seed, whatever else is asked', async () => {
    const mapped = await mapStudyPart(options, WHOLE, dependencies)
    const three = await untrainedControls(mapped, dependencies, { draws: 3 })
    const two = await untrainedControls(mapped, dependencies, { draws: 2 })
    expect(three.interaction.controls.slice(0, 2)).toEqual(two.interaction.controls)
    expect(three.profile!.controls.slice(0, 2)).toEqual(two.profile!.controls)
  })

  it('calls a network with exchangeable weights no more than its controls, at its level', async () => {
    const random = new Random(8)
    let extreme = 0
    const studies = 20
    for (let i = 0; i < studies; i++) {
      const untrained = randomised(model, random.split(`network ${i}`))
      const own = { ...dependencies, model: untrained }
      const mapped = await mapStudyPart({ ...options, images: 8, seed: i }, WHOLE, own)
      const { interaction } = await untrainedControls(mapped, own, { draws: 9 })
      if (interaction.p <= 0.2) extreme++
    }
    // Binomial with p = 0.2 exceeds 11 of 20 with probability 10⁻⁴.
    expect(extreme).toBeLessThanOrEqual(11)
  })

  it('refuses a part, draws of none and an abort', async () => {
    const mapped = await mapStudyPart(options, WHOLE, dependencies)
    await expect(untrainedControls(mapped, dependencies, { draws: 0 })).rejects.toThrow(
      'expected a whole number',
    )
    const half = await mapStudyPart(options, { index: 1, of: 2 }, dependencies)
    await expect(untrainedControls(half, dependencies)).rejects.toThrow('SHARD_INVALID')
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(untrainedControls(mapped, dependencies, {}, { signal })).rejects.toThrow('stopped')
  })
})

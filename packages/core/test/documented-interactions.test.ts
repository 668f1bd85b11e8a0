/** What docs/faithfulness.md tells of pairs of patches is what docs/findings/interactions.json holds, and that is what is found. */
import { expect, test } from 'vitest'
import { createExplainer, selectImages } from '../src/index.js'
import { interactionsOf } from '../src/interactions/index.js'
import { formatEstimate, formatFixed, formatPercent } from '../src/words/format.js'
import { loadArtifacts } from './load-artifacts.js'
import { mnistTestSplit } from './mnist-test-split.js'
import { read, root } from './repository.js'

interface Finding {
  readonly digit: number
  readonly score: 'logit' | 'probability'
  readonly images: number
  readonly net: { readonly mean: number; readonly interval: [number, number] }
  readonly redundant: number
  readonly synergistic: number
  readonly drops: number
  readonly nearSize: number
  readonly nearPairs: number
  readonly copies: number
  readonly first: readonly { index: number; net: number; redundant: number; synergistic: number }[]
}

const findings = JSON.parse(read('docs/findings/interactions.json')) as Finding[]

test('the table is the finding', () => {
  const rows = findings.map(
    ({ digit, score, net, redundant, synergistic, drops, nearSize }) =>
      `| ${digit} | ${score} | ${formatFixed(drops, 2)} | ${formatFixed(redundant, 2)} | ${formatFixed(synergistic, 2)} | ${formatEstimate(net.mean, net.interval)} | ${formatPercent(nearSize, 0)} |`,
  )
  const table = [
    '| digit | score | drops alone, sum | redundant pairs, sum | synergistic pairs, sum | both [95%] | size in neighbours |',
    '|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
  expect(read('docs/faithfulness.md')).toContain(table)
  const shares = new Set(findings.map(({ nearPairs }) => formatPercent(nearPairs, 0)))
  expect(read('docs/faithfulness.md')).toContain(`Neighbours, ${[...shares].join(' and ')} of pairs`)
})

test('found again, the first images are what they were', async () => {
  const data = await mnistTestSplit()
  const model = await loadArtifacts(new URL('models/reference/model.json', root))
  const explainer = await createExplainer(model, { threads: 1 })
  for (const { digit, score, first } of findings) {
    const images = selectImages(
      data.images,
      first.map(({ index }) => index),
    )
    const { images: played } = await interactionsOf(explainer, images, { score, target: digit })
    for (const [i, { pairs }] of played.entries()) {
      const halves = [1, -1].map(
        (sign) =>
          pairs!.interactions.flat().reduce((sum, value) => sum + (value * sign > 0 ? value : 0), 0) / 2,
      )
      // Another build of the kernels has other last digits.
      expect(halves[0]).toBeCloseTo(first[i]!.redundant, 3)
      expect(halves[1]).toBeCloseTo(first[i]!.synergistic, 3)
    }
  }
  explainer.dispose()
}, 60_000)

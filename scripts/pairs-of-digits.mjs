/**
 * What every two patches do together over images of a class, by the reference network: what docs/faithfulness.md tells of 6 and 8. Needs the built
 * packages.
 */
import { createExplainer, interactionsOf, loadModel, selectImages } from '../packages/core/dist/index.js'
import { meanInterval } from '../packages/stats/dist/index.js'

const SIDE = 7

/** @param data - the test split; the first images of each class, explained for it, misclassified ones among them */
export async function pairsOfDigits(data, model, { classes, images: count }) {
  const explainer = await createExplainer(await loadModel(model), { threads: 1 })
  const found = []
  for (const digit of classes) {
    const indices = [...data.labels.keys()].filter((i) => data.labels[i] === digit).slice(0, count)
    const images = selectImages(data.images, indices)
    for (const score of ['logit', 'probability']) {
      const { images: played } = await interactionsOf(explainer, images, { score, target: digit })
      const each = played.map(sumsOf)
      const of = (key) => meanInterval(each.map((sums) => sums[key]))
      const { mean, interval } = of('net')
      found.push({
        ...{ digit, score, images: indices.length, net: { mean, interval: [...interval] } },
        ...{ redundant: of('redundant').mean, synergistic: of('synergistic').mean, drops: of('drops').mean },
        ...{ nearSize: of('nearSize').mean, nearPairs: of('nearPairs').mean, copies: of('copies').mean },
        first: each.slice(0, 2).map(({ net, redundant, synergistic }, i) => ({
          ...{ index: indices[i], net, redundant, synergistic },
        })),
      })
    }
  }
  explainer.dispose()
  return found
}

/** Sums over an image's pairs; `near` are shares of those that touch, of the size of all and of their number. */
function sumsOf({ pairs: { drops, interactions }, changing, copies }) {
  const place = (player) => [Math.floor(player / SIDE), player % SIDE]
  const sums = { redundant: 0, synergistic: 0, near: 0, touching: 0, pairs: 0 }
  for (const [at, i] of changing.entries()) {
    for (const j of changing.slice(at + 1)) {
      const value = interactions[i][j]
      const touch = place(i).every((from, axis) => Math.abs(from - place(j)[axis]) <= 1)
      sums[value > 0 ? 'redundant' : 'synergistic'] += value
      sums.pairs++
      if (touch) {
        sums.touching++
        sums.near += Math.abs(value)
      }
    }
  }
  return {
    ...{ copies, redundant: sums.redundant, synergistic: sums.synergistic },
    net: sums.redundant + sums.synergistic,
    drops: drops.reduce((sum, drop) => sum + drop, 0),
    nearSize: sums.near / (sums.redundant - sums.synergistic),
    nearPairs: sums.touching / sums.pairs,
  }
}

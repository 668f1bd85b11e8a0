import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npy, npz } from '@umbra/core'
import { beforeAll, describe, expect, it } from 'vitest'
import { umbra } from './run-umbra.js'
import { temporaryFolder } from './tiny-data.js'

const SIZE = 6

let folder: string
let image: string
beforeAll(() => {
  folder = temporaryFolder()
  image = join(folder, 'image.npy')
  const data = Float32Array.from({ length: SIZE * SIZE }, (_, i) => (i % 7) / 7)
  writeFileSync(image, npy({ data, shape: [1, SIZE, SIZE] }))
})

/** The folder of a network file: a dense layer over the pixels, then the layers given. */
function model(
  name: string,
  units: number,
  rest: readonly object[] = [],
  other: object = {},
  scale = 0.1,
): string {
  const path = join(folder, name)
  mkdirSync(path)
  const weights = Float32Array.from(
    { length: units * SIZE * SIZE },
    (_, i) => scale * Math.sin(5 * i + units),
  )
  writeFileSync(
    join(path, 'weights.npz'),
    npz({
      'out.weight': { data: weights, shape: [units, SIZE * SIZE] },
      'out.bias': { data: new Float32Array(units), shape: [units] },
    }),
  )
  const network = {
    schema: 'umbra.network/1',
    layout: 'pytorch',
    input: [SIZE, SIZE, 1],
    weights: 'weights.npz',
    layers: [{ kind: 'flatten' }, { kind: 'dense', name: 'out' }, ...rest],
    ...other,
  }
  writeFileSync(join(path, 'network.json'), JSON.stringify(network))
  return path
}

async function explained(...args: string[]) {
  const { code, stdout, stderr } = await umbra(['explain', image, '--window', '2', '--json', ...args])
  expect(stderr).not.toContain('umbra:')
  expect(code).toBe(0)
  return JSON.parse(stdout)
}

const sigma = (z: number) => 1 / (1 + Math.exp(-z))

describe('umbra explain follows what outputs mean', () => {
  it('one logit is a binary classifier, whether a sigmoid follows or not', async () => {
    const plain = await explained('--model', model('one', 1))
    const behind = await explained('--model', model('one-sigmoid', 1, [{ kind: 'sigmoid' }]))
    const [z] = plain.prediction.scores as [number]
    expect(plain.prediction.class).toBe(z > 0 ? 1 : 0)
    expect(plain.prediction.probabilities).toEqual([sigma(-z), sigma(z)])
    expect(plain.head).toEqual({ kind: 'sigmoid', reason: 'taken for logits' })
    expect(behind.prediction).toEqual(plain.prediction)
    expect(behind.map).toEqual(plain.map)
    expect(behind.head.reason).toMatch(/^read before layer "sigmoid_2", a sigmoid$/)
    const { stdout } = await umbra([
      'explain',
      image,
      '--window',
      '2',
      '--model',
      join(folder, 'one'),
      '--class-names',
      'no,yes',
    ])
    const word = z > 0 ? 'yes' : 'no'
    expect(stdout).toContain(`predicted ${word} with probability ${(100 * sigma(Math.abs(z))).toFixed(1)}%`)
    expect(stdout).toContain('outputs: one logit, whose sigmoid is the probability of class 1')
  })

  it('refuses a margin of it, and a third class, with exit code 2', async () => {
    const path = model('one-more', 1)
    const margin = await umbra(['explain', image, '--model', path, '--score', 'margin'])
    expect([margin.code, margin.stdout]).toEqual([2, ''])
    expect(margin.stderr).toContain('SCORE_UNDEFINED: margin: the model has one output')
    const target = await umbra(['explain', image, '--model', path, '--target', '2'])
    expect(target.code).toBe(2)
    expect(target.stderr).toContain('target 2, the model has classes 0 … 1')
  })

  it.each([
    ['three-stated', [], { head: 'sigmoid' }],
    ['three-sigmoid', [{ kind: 'sigmoid' }], {}],
  ] as const)('independent labels, %s', async (name, rest, other) => {
    const path = model(name, 3, rest, other)
    const { prediction } = await explained('--model', path)
    const p = (prediction.scores as number[]).map(sigma)
    expect(prediction.probabilities).toEqual(p)
    const above = [0, 1, 2].filter((k) => p[k]! > 0.5).sort((a, b) => p[b]! - p[a]!)
    expect(prediction.labels).toEqual(above)
    expect(prediction.class).toBe(p.indexOf(Math.max(...p)))
    const { stdout } = await umbra(['explain', image, '--window', '2', '--model', path])
    expect(stdout).toContain(
      'outputs: 3 independent labels by sigmoid; the one predicted is the most probable',
    )
  })

  it('three logits are exclusive classes, stated, assumed, or behind a softmax or its logarithm', async () => {
    const plain = await explained('--model', model('three', 3))
    for (const [name, rest, other] of [
      ['stated', [], { head: 'softmax' }],
      ['softmax', [{ kind: 'softmax' }], {}],
      ['log', [{ kind: 'logSoftmax' }], {}],
    ] as const) {
      const found = await explained('--model', model(`classes-${name}`, 3, rest, other))
      expect(found.prediction).toEqual(plain.prediction)
      expect(found.map).toEqual(plain.map)
    }
  })

  it('bare scores have no probability', async () => {
    const path = model('tanh', 3, [{ kind: 'tanh' }])
    const { prediction, head } = await explained('--model', path)
    expect(prediction.probabilities).toBeUndefined()
    expect(head).toEqual({ kind: 'scores', reason: 'layer "tanh_2" ends in tanh' })
    const { code, stderr } = await umbra(['explain', image, '--model', path, '--score', 'probability'])
    expect(code).toBe(2)
    expect(stderr).toContain('SCORE_UNDEFINED: probability')
    expect((await explained('--model', path, '--head', 'softmax')).head.reason).toBe('as stated')
  })

  it('refuses the softmax of one output, and a head that layers contradict', async () => {
    const single = await umbra(['explain', image, '--model', model('single', 1, [{ kind: 'softmax' }])])
    expect(single.code).toBe(2)
    expect(single.stderr).toContain('its softmax is 1 whatever the image')
    const other = await umbra([
      'explain',
      image,
      '--model',
      join(folder, 'three-sigmoid'),
      '--head',
      'softmax',
    ])
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('MODEL_HEAD: head is softmax')
  })
})

it('scores that are not finite end with exit code 2, the image named, and nothing written', async () => {
  const path = model('huge', 2, [], {}, 3e38)
  for (const engine of ['incremental', 'batched']) {
    const { code, stdout, stderr } = await umbra(['explain', image, '--model', path, '--engine', engine])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(`SCORES_NOT_FINITE: ${image}: output 0 of the network is`)
    expect(stderr).not.toContain('zero everywhere')
  }
})

describe('umbra evaluate', () => {
  it('counts two classes by one output', async () => {
    const images = Float32Array.from({ length: 8 * SIZE * SIZE }, (_, i) => Math.abs(Math.cos(i)))
    const data = join(folder, 'data.npz')
    writeFileSync(
      data,
      npz({
        images: { data: images, shape: [8, SIZE, SIZE, 1] },
        labels: { data: Int32Array.of(0, 1, 0, 1, 1, 0, 0, 1), shape: [8] },
      }),
    )
    const { code, stdout } = await umbra(['evaluate', '--data', data, '--model', model('judge', 1), '--json'])
    expect(code).toBe(0)
    const { n, loss, confusion, model: said } = JSON.parse(stdout)
    expect(n).toBe(8)
    expect(loss).toBeGreaterThan(0)
    expect(confusion.flat().reduce((sum: number, count: number) => sum + count, 0)).toBe(8)
    expect(said.outputs).toEqual({ count: 1, kind: 'sigmoid', reason: 'taken for logits' })
  })
})

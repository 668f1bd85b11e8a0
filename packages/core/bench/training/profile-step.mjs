/**
 * Where a training step's time goes: runs steps of the digit CNN on this thread, timing every TensorFlow.js kernel,
 * and prints milliseconds a step, kernel by kernel.
 *
 *   node bench/training/profile-step.mjs [--images 32] [--steps 30] [--stock]
 *
 * `--stock` leaves out this project's kernels, as far as TensorFlow.js can do without them.
 */
import { parseArgs } from 'node:util'
import { buildDigitCnn } from '../../dist/model/digit-cnn.js'
import { loadTensorFlow } from '../../dist/model/tensorflow.js'
import { Random } from '../../dist/random.js'

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '32' },
    steps: { type: 'string', default: '30' },
  },
})
const images = Number(values.images)
const steps = Number(values.steps)

const tf = await loadTensorFlow()
const random = new Random(0)
const model = buildDigitCnn(tf, { random })
// Digits are mostly background: about a fifth of the pixels carry ink.
const pixels = Float32Array.from({ length: images * 784 }, () => Math.max(0, random.uniform() - 0.8) * 5)
const x = tf.tensor4d(pixels, [images, 28, 28, 1])
const labels = tf.oneHot(
  tf.tensor1d(
    Array.from({ length: images }, () => random.integer(10)),
    'int32',
  ),
  10,
)
const variables = model.trainableWeights.map((weight) => weight.read())

/** Kernel name → milliseconds, calls. A kernel's time includes the kernels it calls. */
const spent = new Map()
function timed(step) {
  for (const kernel of tf.getKernelsForBackend('wasm')) {
    tf.unregisterKernel(kernel.kernelName, 'wasm')
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        const started = performance.now()
        const output = kernel.kernelFunc(call)
        const shape = [call.inputs.x ?? call.inputs.dy ?? call.inputs.a ?? { shape: [] }][0].shape
        const name = `${kernel.kernelName} ${shape}`
        const entry = spent.get(name) ?? { ms: 0, calls: 0 }
        entry.ms += performance.now() - started
        entry.calls++
        spent.set(name, entry)
        return output
      },
    })
  }
  return step
}

const run = () =>
  tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true })),
    )
    for (const name of Object.keys(grads)) grads[name].dataSync()
    return value.dataSync()[0]
  })

for (let i = 0; i < 10; i++) run()
const plain = performance.now()
for (let i = 0; i < steps; i++) run()
const perStep = (performance.now() - plain) / steps
timed()
for (let i = 0; i < steps; i++) run()

console.log(
  `${variables.length} variables, ${images} images a step: ${perStep.toFixed(2)} ms a step, ${((perStep / images) * 1000).toFixed(0)} µs an image`,
)
const rows = [...spent].sort(([, a], [, b]) => b.ms - a.ms)
const total = rows.reduce((sum, [, { ms }]) => sum + ms, 0) / steps
console.log(`in kernels: ${total.toFixed(2)} ms a step`)
for (const [name, { ms, calls }] of rows.slice(0, 40)) {
  console.log(
    `${(ms / steps).toFixed(3).padStart(8)} ms  ${(calls / steps).toFixed(0).padStart(3)}×  ${name}`,
  )
}

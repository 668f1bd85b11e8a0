/**
 * Where a training step's time goes: runs steps of the digit CNN on this thread, timing every TensorFlow.js kernel,
 * and prints milliseconds a step, kernel by kernel.
 *
 *   node bench/training/profile-step.mjs [--images 32] [--steps 40] [--rows 40]
 */
import { parseArgs } from 'node:util'
import { Random } from '../../dist/random.js'
import { loadTensorFlow } from '../../dist/tensorflow/tensorflow.js'
import { buildDigitCnn } from '../../dist/training/digit-cnn.js'

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '32' },
    steps: { type: 'string', default: '40' },
    rows: { type: 'string', default: '40' },
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

/** Kernel and shape → milliseconds of each call. A kernel's time includes the kernels it calls. */
const spent = new Map()
function timeKernels() {
  for (const kernel of tf.getKernelsForBackend('wasm')) {
    tf.unregisterKernel(kernel.kernelName, 'wasm')
    tf.registerKernel({
      ...kernel,
      kernelFunc: (call) => {
        const started = performance.now()
        const output = kernel.kernelFunc(call)
        const elapsed = performance.now() - started
        const { x, dy, a } = call.inputs
        const name = `${kernel.kernelName} ${(x ?? dy ?? a)?.shape ?? ''}`
        spent.set(name, [...(spent.get(name) ?? []), elapsed])
        return output
      },
    })
  }
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
const whole = []
for (let i = 0; i < steps; i++) {
  const started = performance.now()
  run()
  whole.push(performance.now() - started)
}
timeKernels()
for (let i = 0; i < steps; i++) run()

/** Milliseconds a step, from the times of single calls, at one rank among them: 0 the best, 0.5 the median. */
const perStep = (times, rank) => {
  const calls = times.length / steps
  return calls * times.toSorted((p, q) => p - q)[Math.floor(rank * (times.length - 1))]
}
const rows = [...spent].map(([name, times]) => ({
  name,
  best: perStep(times, 0),
  median: perStep(times, 0.5),
  calls: times.length / steps,
}))
rows.sort((p, q) => q.median - p.median)
const step = perStep(whole, 0.5)
const inKernels = rows.reduce((sum, { median }) => sum + median, 0)
console.log(
  `${images} images: ${step.toFixed(2)} ms in the median, ${((step / images) * 1000).toFixed(0)} µs an image`,
)
console.log(`in kernels ${inKernels.toFixed(2)} ms, around them ${(step - inKernels).toFixed(2)} ms`)
console.log('  median     best  calls  kernel and the shape of its input')
for (const { name, best, median, calls } of rows.slice(0, Number(values.rows))) {
  console.log(
    `${median.toFixed(3).padStart(8)} ${best.toFixed(3).padStart(8)} ${calls.toFixed(0).padStart(6)}  ${name}`,
  )
}

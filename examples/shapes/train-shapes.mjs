/**
 * Trains a network of TensorFlow.js's own making with plain `model.fit`, on kernels that `@umbra/core/register` brings, and draws where it
 * looks in a picture that it has not seen.
 *
 *     node train-shapes.mjs > map.svg         needs @tensorflow/tfjs, @tensorflow/tfjs-backend-wasm and fast-png beside @umbra/core
 */
import { pathToFileURL } from 'node:url'
import * as tf from '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import '@umbra/core/register'
import { createExplainer, Random } from '@umbra/core/explain'
import { explanationFigure } from '@umbra/core/figures'
import { CLASSES, drawShape, SIZE } from './draw-shapes.mjs'

/** A network that tells circles from triangles, and its accuracy on as many pictures drawn after those it learned from. */
export async function trainShapes({ images = 400, epochs = 8 } = {}) {
  await tf.setBackend('wasm')
  const seeds = [1, 2, 3].map((seed) => tf.initializers.heNormal({ seed }))
  const convolution = { kernelSize: 3, padding: 'same', activation: 'relu' }
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        ...convolution,
        ...{ inputShape: [SIZE, SIZE, 3], filters: 8, strides: 2, kernelInitializer: seeds[0] },
      }),
      tf.layers.conv2d({ ...convolution, filters: 16, strides: 2, kernelInitializer: seeds[1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: CLASSES.length, kernelInitializer: seeds[2] }),
    ],
  })
  model.compile({ optimizer: tf.train.adam(0.003), loss: crossEntropy, metrics: ['accuracy'] })
  const random = new Random(7)
  const learned = pictures(images, random)
  await model.fit(learned.x, learned.y, { epochs, batchSize: 32, shuffle: false, verbose: 0 })
  const unseen = pictures(images, random)
  const [, accuracy] = model.evaluate(unseen.x, unseen.y, { verbose: 0 })
  return { model, accuracy: (await accuracy.data())[0] }
}

/** Of logits: the last layer has no softmax. */
function crossEntropy(labels, logits) {
  return tf.losses.softmaxCrossEntropy(labels, logits)
}

function pictures(count, random) {
  const labels = Array.from({ length: count }, (_, i) => i % CLASSES.length)
  const drawn = labels.flatMap((label) => [...drawShape(label, random)])
  return { x: tf.tensor4d(drawn, [count, SIZE, SIZE, 3]), y: tf.oneHot(labels, CLASSES.length).toFloat() }
}

// Run as a program, and not imported by another.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [images, epochs] = process.argv.slice(2).map(Number)
  const { model, accuracy } = await trainShapes({ images, epochs })
  process.stderr.write(`tells ${(100 * accuracy).toFixed(1)}% of new pictures\n`)
  const explainer = await createExplainer(model)
  const image = { data: drawShape(1, new Random(99)), shape: [SIZE, SIZE, 3] }
  const { maps, target } = await explainer.explain({ data: image.data, shape: [1, ...image.shape] })
  explainer.dispose()
  const className = CLASSES[target[0]]
  process.stdout.write(
    explanationFigure({ image, map: maps, className, title: `What speaks for a ${className}` }),
  )
}

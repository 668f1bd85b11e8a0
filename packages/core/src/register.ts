/**
 * Imported for its effect: `import '@umbra/core/register'` makes tfjs LayersModels with 2-D convolutions trainable on the
 * `wasm` backend, with plain `model.fit`, in Node and in the browser.
 *
 * @module
 */
import { registerGradientKernels } from './tensorflow/kernels/register-gradient-kernels.js'
import { importTensorFlow } from './tensorflow/tensorflow.js'

await registerGradientKernels(await importTensorFlow())

export { loadModel } from '@umbra/core'

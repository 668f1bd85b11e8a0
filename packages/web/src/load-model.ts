export { inputRangeNote, loadModel, modelAmong } from '@umbra/core'

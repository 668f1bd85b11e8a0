export { inputRangeNote, loadModel } from '@umbra/core'

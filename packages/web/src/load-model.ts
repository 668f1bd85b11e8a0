export { foreignFile, HEAD, inputRangeNote, loadModel, modelAmong } from '@umbra/core'

export { type ArrayDatasetOptions, imagesOf } from './array-dataset.js'
export { type Dataset, type ImageBatch, type Labels, MOST_CLASSES } from './dataset.js'
export { type IdxArray, parseIdx } from './idx.js'
export { imageBatches } from './image-batches.js'
export {
  isIdxFile,
  mnistFiles,
  mnistSha256,
  readIdxDataset,
  type Split,
  splitsOfIdxFiles,
} from './mnist.js'
export { namesDataset, readNpyDataset, readNpzDataset } from './npz-dataset.js'
export {
  classBalancedSample,
  selectImages,
  shuffledIndicesOfClass,
  shuffledIndicesOfRest,
} from './sampling.js'
export { sha256 } from './sha256.js'

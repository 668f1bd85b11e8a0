export { pairsFigures, robustnessFigures } from '@umbra/core'

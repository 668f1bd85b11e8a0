export { modelFiles } from '@umbra/core'

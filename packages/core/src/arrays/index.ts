export type { NumericArray } from './numeric-array.js'
export { parseNpy } from './parse-npy.js'
export { parseNpz } from './parse-npz.js'
export { parseSafetensors } from './parse-safetensors.js'

export type { NumericArray } from './numeric-array.js'
export { parseNpy } from './parse-npy.js'
export { openNpz, parseNpz } from './parse-npz.js'
export { parseSafetensors, safetensorsMetadata } from './parse-safetensors.js'

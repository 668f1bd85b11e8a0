import { siteUrl } from '../site-url.js'

/** The folder TensorFlow.js finds its .wasm files in. */
export const wasmPaths: string = siteUrl('tensorflow/')

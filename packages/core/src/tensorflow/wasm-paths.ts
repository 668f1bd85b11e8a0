/** Where a page finds TensorFlow.js's three .wasm files: a folder's URL, or a URL for each file name. */
export type WasmPaths = string | Readonly<Record<string, string>>

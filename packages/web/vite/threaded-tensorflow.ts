import type { Plugin } from 'vite'

/**
 * Keeps TensorFlow.js's threaded build alive in production. Emscripten's glue ends its workers' source with a reference to
 * `_scriptDir`, a name that minifiers shorten on the page and that the worker, started from text, then lacks: the backend
 * never comes up. The page needs no script directory, since it is told where the .wasm files are.
 */
export function threadedTensorFlow(): Plugin {
  return {
    name: 'umbra:threaded-tensorflow',
    enforce: 'pre',
    transform(code, id) {
      if (!/tfjs-backend-wasm[^/]*\.js/.test(id)) return null
      return {
        code: code.replaceAll('typeof _scriptDir !== "undefined" && _scriptDir', 'false'),
        map: null,
      }
    },
  }
}

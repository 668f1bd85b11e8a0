import type { OpenSession } from '@umbra/core/benchmark'
import { processSession } from './process-session.js'
import { pythonSession } from './python-session.js'

/** Starts any backend, each in a process of its own. @param python - the Python that PyTorch is looked for in */
export function openBackend(python: string): OpenSession {
  return (backend, subject) =>
    backend !== 'reference' && backend.family === 'pytorch'
      ? pythonSession(python, backend, subject)
      : processSession(backend, subject)
}

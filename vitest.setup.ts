import * as fc from 'fast-check'
import { inject, vi } from 'vitest'

/** Property tests draw the same cases in every run, so that a failure seen once is seen by everybody. */
fc.configureGlobal({ seed: 28 })

const stale = inject('stale')

/** Threads and commands run compiled code: a test that starts one fails where that is not what the sources say. */
if (stale) {
  class Worker {
    constructor() {
      throw new Error(`dist is not what ${stale} compiles to: npm run build first`)
    }
  }
  vi.doMock('node:worker_threads', async (original) => ({ ...(await original<object>()), Worker }))
}

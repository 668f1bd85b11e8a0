import { mergeConfig } from 'vitest/config'
import shared, { project } from '../../vitest.shared.ts'

/** Core's modules are read once for all tests beside the sources; those of the compiled command start processes, each file by itself. */
export default mergeConfig(shared, {
  test: {
    projects: [
      project('together', { include: ['src/**/*.test.ts'], isolate: false }),
      project('apart', { include: ['test/**/*.test.ts'] }),
    ],
  },
})

import { mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

export default mergeConfig(shared, {
  test: {
    include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'],
    fileParallelism: false,
    // What drives a browser waits for the machine: these limits end what hangs.
    testTimeout: 180_000,
    expect: { poll: { timeout: 10_000 } },
  },
})

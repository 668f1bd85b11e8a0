import { mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

export default mergeConfig(shared, {
  test: { include: ['src/**/*.test.ts', 'e2e/**/*.test.ts'], fileParallelism: false },
})

import { mergeConfig } from 'vitest/config'
import shared from '../../vitest.shared.ts'

/** All tests are of plain functions: modules are read once for all files, not anew for each. */
export default mergeConfig(shared, { test: { isolate: false } })

import { configDefaults, mergeConfig } from 'vitest/config'
import shared, { project } from '../../vitest.shared.ts'

/** Tests that have TensorFlow.js, whose backends and kernels are one for all, or put something else in a global's place. */
const APART = [
  'src/{benchmark,engines,runtimes,tensorflow,training}/**',
  'src/register.test.ts',
  'src/attribution/explain-batches.test.ts',
  'src/attribution/occlusion/partial-maps.test.ts',
  'src/controls/**',
  'src/explanation/**',
  'src/figures/figures.test.ts',
  'src/formats/graph-model/graph-model.test.ts',
  'src/formats/keras/network-from-artifacts.test.ts',
  'src/formats/model-io.test.ts',
  'src/formats/source/**',
  'src/formats/told/**',
  'src/json/zod.test.ts',
]

/** To read all modules anew for every file of tests takes longer than most of them: those of plain functions share theirs. */
export default mergeConfig(shared, {
  test: {
    projects: [
      project('together', {
        include: ['src/**/*.test.ts'],
        exclude: [...configDefaults.exclude, ...APART],
        isolate: false,
      }),
      project('apart', { include: [...APART.map(tests), 'test/**/*.test.ts'] }),
    ],
  },
})

/** The tests that a pattern of a folder has. */
function tests(pattern: string): string {
  return pattern.endsWith('**') ? `${pattern}/*.test.ts` : pattern
}

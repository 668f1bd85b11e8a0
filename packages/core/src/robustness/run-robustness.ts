import type { StudyOptions } from '../mapping/config.js'
import { WHOLE } from '../mapping/part.js'
import type { Task } from '../work/progress.js'
import { concludeRobustness } from './conclude-robustness.js'
import type { RobustnessDependencies } from './dependencies.js'
import type { RobustnessGridOptions } from './grid.js'
import type { RobustnessResult } from './result.js'
import { scoreRobustness } from './score-robustness.js'

/**
 * Does a study's answer survive its choices? Repeats it over a grid of windows, strides, baselines, scores, normalisations,
 * regions and selections and over independently trained networks, and tests all repetitions jointly (docs/methods.md, What an
 * answer depends on). Each network is scored once for each window, stride and baseline.
 *
 * @param options - the study; its own choices are part of the grid whatever the grid says
 * @throws InputError for a configuration, grid, data or model that make no sense; `signal.reason` when aborted
 */
export async function runRobustness(
  options: StudyOptions,
  grid: RobustnessGridOptions,
  dependencies: RobustnessDependencies,
  task: Task = {},
): Promise<RobustnessResult> {
  return concludeRobustness(await scoreRobustness(options, grid, WHOLE, dependencies, task), task)
}

import { type Dataset, defaultGrid, requiredWindows } from '@umbra/core/explain'
import { parseJson, parseOptions, robustnessGridSchema } from '@umbra/core/options'
import { coveringsOf, gridAround, type RobustnessGrid, type StudyConfig } from '@umbra/core/study'
import { readIfThere } from '../disk/read-if-there.js'
import { inputError } from '../input-error.js'

/** Largest file read: 1 MiB. */
const LARGEST = 2 ** 20

/**
 * Reads `--grid`: JSON with a list for each choice that shall differ from the usual ones.
 *
 * @throws InputError GRID_NOT_FOUND, GRID_NOT_JSON, FILE_UNREADABLE, FILE_TOO_LARGE, OPTION_INVALID, and what `requiredWindows` throws where a window does
 *   not fit the images, or a baseline the window
 */
export async function readGrid(
  file: string | undefined,
  config: StudyConfig,
  test: Dataset,
): Promise<RobustnessGrid> {
  const [, ...shape] = test.images.shape
  const given = file === undefined ? {} : await readJson(file)
  // What is no object is judged as it is.
  const filled = isObject(given) ? { ...defaultGrid(shape), ...given } : given
  const grid = parseOptions(robustnessGridSchema, filled)
  for (const covering of coveringsOf(gridAround(grid, config))) requiredWindows(shape, covering)
  return grid
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readIfThere(file, LARGEST)
  if (!bytes) throw inputError('GRID_NOT_FOUND', `there is no grid ${file}`)
  return parseJson(bytes, `the grid ${file}`, 'GRID_NOT_JSON')
}

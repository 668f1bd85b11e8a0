import { createHash } from 'node:crypto'
import { type Dataset, version } from '@umbra/core/explain'
import type {
  FaithfulnessConfig,
  MethodsConfig,
  PairsConfig,
  RobustnessGrid,
  StudyConfig,
} from '@umbra/core/study'

type Data = Dataset['sha256']

/** `study-6-8-1f2e3d4c`: the same configuration, model and data always have the same name. */
export function studyName(config: StudyConfig, modelSha256: string, data: Data): string {
  return nameOf(['study', ...config.classes], config, [modelSha256], data)
}

/** `pairs-1f2e3d4c`. */
export function pairsName(config: PairsConfig, modelSha256: string, data: Data): string {
  return nameOf(['pairs'], config, [modelSha256], data)
}

/** `robustness-6-8-1f2e3d4c`: the same study, grid, networks and data always have the same name. */
export function robustnessName(
  config: StudyConfig,
  grid: RobustnessGrid,
  models: readonly string[],
  data: Data,
): string {
  return nameOf(['robustness', ...config.classes], config, [grid, models], data)
}

/** `faithfulness-1f2e3d4c`. */
export function faithfulnessName(config: FaithfulnessConfig, modelSha256: string, data: Data): string {
  return nameOf(['faithfulness'], config, [modelSha256], data)
}

/** `methods-1f2e3d4c`. */
export function methodsName(config: MethodsConfig, modelSha256: string, data: Data): string {
  return nameOf(['methods'], config, [modelSha256], data)
}

/** @param models - by their hashes, and what else a result is of besides its configuration and data */
function nameOf(
  words: readonly (string | number)[],
  config: object,
  models: readonly unknown[],
  { images, labels }: Data,
): string {
  const identity = [version, Object.entries(config).sort(), ...models, images, labels]
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 8)
  return [...words, hash].join('-')
}

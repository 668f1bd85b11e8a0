import type { ModelSettingsInput } from '../../network/model-settings.js'
import { isTeachableMachine } from './is-teachable-machine.js'

type Json = Readonly<Record<string, unknown>>

/** What Teachable Machine does to images before its models: bytes to −1 … 1, `(x − 127.5) / 127.5`. */
const PREPROCESSING: ModelSettingsInput = { scale: 2, mean: 1 }

/** It takes the middle square of a picture. */
const CROPPED = 'Teachable Machine takes the middle square of a picture: --fit cover does so too'

/** What a Teachable Machine export says of itself. */
export interface TeachableMachine {
  readonly told: ModelSettingsInput
  readonly notes: readonly string[]
}

/** What metadata.json of a Teachable Machine export tells; undefined for another document, or a model of poses or sounds. */
export function teachableMachineIn(metadata: unknown): TeachableMachine | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const { tmVersion, packageName, labels } = metadata as Json
  const image = packageName === undefined || packageName === '@teachablemachine/image'
  if ((tmVersion === undefined && packageName === undefined) || !image || !isNames(labels)) return undefined
  return { told: { ...PREPROCESSING, classNames: labels }, notes: [CROPPED] }
}

/** What is told of a Keras export of Teachable Machine's, which has its labels beside it and says nothing itself. */
export function teachableMachineKeras(
  topology: object,
  labels: readonly string[],
): TeachableMachine | undefined {
  if (!isTeachableMachine(topology)) return undefined
  return { told: { ...PREPROCESSING, classNames: [...labels] }, notes: [CROPPED] }
}

function isNames(labels: unknown): labels is string[] {
  return Array.isArray(labels) && labels.length > 1 && labels.every((label) => typeof label === 'string')
}

import type { Network } from '@umbra/occlusion-wasm'
import type { Explainer } from '../attribution/explainer.js'
import type { Baseline, ResolvedOcclusionOptions } from '../attribution/occlusion/options.js'
import type { Score } from '../network/score.js'

/** One way to say which pixels a class's score hangs on. */
export interface AttributionMethod {
  /** As it is written in options and files: `rise`, `gradient-times-input`. */
  readonly id: string
  /** For people: `RISE`, `gradient × input`. */
  readonly name: string
  /** Authors, year, title, where. */
  readonly source: string
  readonly needs: 'scores' | 'gradients'
  /** Whether a map approximates parts that add up to f(x) − f(b): how far it misses that is then told. @default false */
  readonly isComplete?: boolean
  /**
   * @returns float32 [N, H, W]; higher: counts for the class
   * @throws InputError where this model or image cannot be explained so; `signal.reason` when aborted
   */
  attribute(subject: MethodSubject, request: MethodRequest): Promise<Float32Array>
}

/** What is explained. */
export interface MethodSubject {
  readonly explainer: Explainer
  /** None where only a runtime runs the model. */
  readonly network: Network | undefined
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** What is explained of a model. @param network - none where only a runtime runs it */
export function methodSubject(explainer: Explainer, network: Network | undefined): MethodSubject {
  const [height, width, channels] = explainer.inputShape
  return { explainer, network, height, width, channels }
}

/** Images to explain, and how. What is optional follows the defaults of a study. */
export interface MethodRequest {
  /** float32 [N, H, W, C], as the model's own preparation expects them and `explainer.score` takes them. */
  readonly images: Float32Array
  /** [N], the class explained of each. */
  readonly classIndices: readonly number[]
  readonly seed: number
  /** Most covered copies, or passes, of an image. */
  readonly samples: number
  /** What covered pixels become, and what integrated gradients begin from. @default 0 */
  readonly baseline?: Baseline
  /** The score explained. @default 'logit' */
  readonly score?: Score
  /** Of the occlusion map. @default the explainer's */
  readonly window?: ResolvedOcclusionOptions['window']
  readonly stride?: ResolvedOcclusionOptions['stride']
  /** Superpixels or cells, about so many. @default 49 */
  readonly segments?: number
  /** Whether superpixels follow the image or are the cells of a grid. @default 'slic' */
  readonly segmentation?: 'slic' | 'grid'
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((done: number, all: number) => void) | undefined
}

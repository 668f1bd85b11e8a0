import { NetworkError } from './network-error.js'

/** What a network's K outputs say about classes: how probabilities come of them. */
export interface OutputHead {
  /**
   * - `softmax`: K ≥ 2 classes that exclude each other; the softmax of the outputs gives their probabilities
   * - `sigmoid`: each output z by itself. One is a binary classifier: class 1 has the probability σ(z) = 1 / (1 + e⁻ᶻ), class 0
   *   the rest. K ≥ 2 are as many independent labels, each with its own σ(z)
   * - `scores`: outputs as they come, of which no probability is known
   */
  readonly kind: 'softmax' | 'sigmoid' | 'scores'
  /** How that is known, in words: `read before layer "probs", a softmax`. */
  readonly reason: string
}

/** The head of K outputs that nothing follows: logits of exclusive classes, or of one class against the rest. */
export function plainHead(outputs: number): OutputHead {
  return { kind: outputs === 1 ? 'sigmoid' : 'softmax', reason: 'taken for logits' }
}

/** How many classes K outputs tell apart: K, or 2 where the one output is a binary classifier's. */
export function classesOf({ kind }: OutputHead, outputs: number): number {
  return kind === 'sigmoid' && outputs === 1 ? 2 : outputs
}

/** @throws NetworkError `OUTPUT_HEAD` for a head that there is none of, or one that K outputs cannot have */
export function checkHead({ kind }: OutputHead, outputs: number): void {
  if (!['softmax', 'sigmoid', 'scores'].includes(kind)) {
    throw new NetworkError('OUTPUT_HEAD', `head: expected softmax, sigmoid or scores, got ${kind}`)
  }
  if (kind === 'softmax' && outputs === 1) {
    throw new NetworkError('OUTPUT_HEAD', 'head: the softmax of a single output is 1 whatever the image')
  }
}

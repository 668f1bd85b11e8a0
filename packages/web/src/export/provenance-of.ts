import { type ExplanationDocument, sha256 } from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { model, ownModel } from '../live-map.js'
import type { OptionTexts } from '../options/option-field.js'
import type { ExplainedDrawing } from '../worker/protocol.js'

/**
 * What a map on show is computed from again, so that its document alone can be verified; of windows that take channels apart nothing, since the
 * page keeps one value a pixel.
 *
 * @param image - float32 [H, W, C], as the network sees it
 */
export async function provenanceOf(
  {
    window,
    stride,
    options,
  }: Pick<ExplainedDrawing, 'window' | 'stride'> & { readonly options: OptionTexts },
  image: Float32Array,
): Promise<ExplanationDocument['provenance']> {
  const asked = readOptions(options)
  if (Array.isArray(asked.window) && asked.window.length > 2) return undefined
  const { buffer, byteOffset, byteLength } = image
  return {
    model: { sha256: model.peek()!.sha256, source: ownModel.peek()?.path ?? 'reference' },
    image: await sha256(new Uint8Array(buffer, byteOffset, byteLength)),
    config: { ...asked, window, stride },
  }
}

import { InputError } from '../../errors.js'
import { labelOf } from './settings.js'
import type { LayerJson, ModelJson } from './topology.js'
import { walkModel } from './walk-model.js'

/** Layers behind which axes are no longer those of the image. */
const REARRANGING = new Set(['Flatten', 'Permute', 'Reshape', 'Resizing', 'TimeDistributed'])

/**
 * Images are [H, W, C]. A model made for [C, H, W] would take its first axis for rows, and maps would be of nothing; one that
 * brings its channels to the front by a layer of its own may go on so.
 *
 * @throws InputError `MODEL_INPUT` if the first layer that knows rows from channels has them channels first
 */
export function requireChannelsLast(model: ModelJson): void {
  walkModel<'image' | 'other'>(model, 'image', (layer, inputs) => {
    if (!inputs.includes('image') || REARRANGING.has(layer.className)) return 'other'
    const format = formatOf(layer)
    if (format === 'channels_first') {
      throw new InputError(
        'MODEL_INPUT',
        `${labelOf(layer)} reads images channels first, [C, H, W], expected [H, W, C]; a Permute layer of dims [3, 1, 2] before it takes those`,
      )
    }
    return format === undefined ? 'image' : 'other'
  })
}

/** As Keras writes it; undefined for layers that know no such thing. */
function formatOf({ config: { data_format: format } }: LayerJson): string | undefined {
  if (typeof format !== 'string') return undefined
  return format === 'channelsFirst' ? 'channels_first' : format
}

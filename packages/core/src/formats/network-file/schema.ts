import * as z from '../../json/zod.js'
import { modelSettingsSchema } from '../../network/model-settings.js'
import { layerSchema, name, size } from './layer-schemas.js'

/** A network written down by hand or by a script: its layers, and which tensors of a weight file they take. */
export const networkFileSchema = z.strictObject({
  schema: z.literal('umbra.network/1'),
  /** Whose conventions: how kernels are laid out, how a feature map is flattened, what defaults and names are. */
  layout: z.enum(['pytorch', 'keras']),
  /** [H, W, C] of the images, in either layout. */
  input: z.tuple([size, size, size]),
  /** The weight file, beside this one: .safetensors or .npz. */
  weights: name,
  layers: z.array(layerSchema).check(z.minLength(1), z.maxLength(10_000)),
  ...z.omit(modelSettingsSchema, { output: true, inputSize: true }).shape,
})

export type NetworkFile = z.output<typeof networkFileSchema>

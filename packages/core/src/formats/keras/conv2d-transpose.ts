import type { LayerContext, LayerValue } from './layer-context.js'
import { malformed, numberOf, requireKerasMeaning, settingOf, unsupported } from './settings.js'
import { biasOf, channelsOf, filtersOf, windowsOf } from './weighted-layers.js'

/** Conv2DTranspose: its kernel is [kh, kw, filters, Cin]. */
export function readConv2dTranspose(context: LayerContext): LayerValue {
  const { layer, builder, input, weights, path } = context
  const windows = windowsOf(context)
  const { kernelSize, strides, dilation } = windows
  if (numberOf(layer, 'groups', 1) !== 1) throw unsupported(layer, 'has groups')
  if (dilation.some((rate) => rate !== 1)) requireKerasMeaning(layer, 'is dilated')
  const [channels, filters] = [channelsOf(context), filtersOf(context)]
  const { shape, values } = weights.find(path, 'kernel', [...kernelSize, filters, channels])
  const kernel = lastAxesSwapped(values, shape[2]!, channels)
  const [rows, columns] = [spareAlong(context, windows, 0), spareAlong(context, windows, 1)]
  return builder.add(
    [input],
    {
      kind: 'conv2dTranspose',
      ...{ kernelSize, strides, dilation, kernel, bias: biasOf(context, shape[2]!) },
      padding: [rows.before, rows.after, columns.before, columns.after],
      outputPadding: [rows.extra, columns.extra],
    },
    layer.name,
  )
}

/** What is cut off before and after all that the kernel is laid over, and what is added behind it. */
interface Spare {
  readonly before: number
  readonly after: number
  readonly extra: number
}

/**
 * The output is as long as the input times the stride and, where nothing is cut off, as much longer as the kernel is than the
 * stride. `output_padding` says it otherwise: so many more than all but half a kernel on each side, or than all. What is cut off
 * lies around the output as the zeros of the convolution do of which it is the transpose.
 */
function spareAlong(
  { layer, input }: LayerContext,
  { kernelSize, strides, dilation }: ReturnType<typeof windowsOf>,
  axis: 0 | 1,
): Spare {
  const padding = String(layer.config.padding ?? 'valid').toLowerCase()
  if (padding !== 'same' && padding !== 'valid') throw unsupported(layer, `has padding ${padding}`)
  const same = padding === 'same'
  const stride = strides[axis]
  const extent = (kernelSize[axis] - 1) * dilation[axis] + 1
  const all = (input.shape[axis]! - 1) * stride + extent
  const added = addedAlong(layer, stride, axis)
  const outputs =
    added === undefined
      ? input.shape[axis]! * stride + (same ? 0 : Math.max(0, extent - stride))
      : all - (same ? 2 * Math.floor(extent / 2) : 0) + added
  const cut = Math.max(0, all - outputs)
  const before = same ? Math.floor(cut / 2) : 0
  return { before, after: cut - before, extra: Math.max(0, outputs - all) }
}

/** `output_padding`, less than the stride; undefined where there is none. */
function addedAlong(layer: LayerContext['layer'], stride: number, axis: 0 | 1): number | undefined {
  const value = settingOf(layer, 'output_padding')
  if (value === null || value === undefined) return undefined
  const added: unknown = Array.isArray(value) ? value[axis] : value
  if (typeof added === 'number' && Number.isInteger(added) && added >= 0 && added < stride) return added
  throw malformed(layer, 'output_padding', 'one or two whole numbers, each less than its stride')
}

/** [taps, rows, columns] to [taps, columns, rows]. */
function lastAxesSwapped(values: Float32Array, rows: number, columns: number): Float32Array {
  const size = rows * columns
  return values.map((_, i) => {
    const place = i % size
    return values[i - place + (place % rows) * columns + Math.floor(place / rows)]!
  })
}

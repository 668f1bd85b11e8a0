type Json = Readonly<Record<string, unknown>>

/**
 * Whether a LayersModel is built as Teachable Machine builds its image models: a Sequential model of two, MobileNet with a global average
 * and two dense layers under the names TensorFlow.js gave them there.
 */
export function isTeachableMachine(topology: object): boolean {
  const [features, head, ...more] = layersOf((topology as Json).model_config ?? topology)
  const names = layersOf(head).map((layer) => String((layer.config as Json | undefined)?.name))
  const last = layersOf(features).at(-1)
  return (
    more.length === 0 &&
    last?.class_name === 'GlobalAveragePooling2D' &&
    names.length === 2 &&
    names.every((name) => /^dense_Dense\d+$/.test(name))
  )
}

function layersOf(model: unknown): readonly Json[] {
  const { class_name, config } = (model ?? {}) as Json
  const layers = Array.isArray(config) ? config : (config as Json | undefined)?.layers
  return class_name === 'Sequential' && Array.isArray(layers) ? layers : []
}

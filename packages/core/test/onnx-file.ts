import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  AttributeProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf'

type Attribute = number | string | readonly number[]
type Tensor = MessageInitShape<typeof TensorProtoSchema>

/** A node: operator, what it reads and gives (between commas), attributes. Numbers that are not whole are floats. */
export function node(
  op: string,
  inputs: string,
  outputs: string,
  attributes: Record<string, Attribute> = {},
) {
  const [domain, opType] = op.includes('.')
    ? [op.slice(0, op.lastIndexOf('.')), op.split('.').at(-1)!]
    : ['', op]
  const names = (list: string) => (list === '' ? [] : list.split(',').map((name) => name.trim()))
  return create(NodeProtoSchema, {
    opType,
    domain,
    name: `${opType} of ${outputs}`,
    input: names(inputs),
    output: names(outputs),
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  })
}

function attribute(name: string, value: Attribute) {
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, {
      name,
      type: 3,
      s: new TextEncoder().encode(value) as Uint8Array<ArrayBuffer>,
    })
  }
  if (typeof value !== 'number')
    return create(AttributeProtoSchema, { name, type: 7, ints: value.map(BigInt) })
  const whole = Number.isInteger(value)
  return create(
    AttributeProtoSchema,
    whole ? { name, type: 2, i: BigInt(value) } : { name, type: 1, f: value },
  )
}

/** A tensor of float32. */
export function weight(name: string, dims: readonly number[], values: ArrayLike<number>) {
  return create(TensorProtoSchema, {
    name,
    dims: dims.map(BigInt),
    dataType: 1,
    floatData: Array.from(values),
  })
}

/** A tensor of any kind. */
export function tensor(fields: Omit<Tensor, 'dims'> & { readonly dims: readonly number[] }) {
  return create(TensorProtoSchema, { ...(fields as object), dims: fields.dims.map(BigInt) })
}

/** An input or output: text is an axis left open. @param elemType - 1 is float32 */
export function value(name: string, sizes: readonly (number | string)[], elemType = 1) {
  const dim = sizes.map((size) =>
    typeof size === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
      : { value: { case: 'dimParam' as const, value: size } },
  )
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  })
}

interface File {
  readonly inputs: readonly ReturnType<typeof value>[]
  readonly outputs: readonly ReturnType<typeof value>[]
  readonly nodes: readonly ReturnType<typeof node>[]
  readonly weights?: readonly ReturnType<typeof weight>[]
  readonly metadata?: Readonly<Record<string, string>>
  readonly opset?: number
}

export function onnxFile({
  inputs,
  outputs,
  nodes,
  weights = [],
  metadata = {},
  opset = 17,
}: File): Uint8Array {
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ version: BigInt(opset) }],
    graph: {
      name: 'g',
      input: [...inputs],
      output: [...outputs],
      node: [...nodes],
      initializer: [...weights],
    },
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  })
  return toBinary(ModelProtoSchema, model)
}

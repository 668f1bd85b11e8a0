import { type Telling, toldByOrder } from '../graph/takes-channels-first.js'
import { indifferent } from './operator-table.js'
import { tensorConstant } from './tensor-constant.js'
import type { TfliteFile, TfliteOperator } from './tflite-file.js'

/** What each operator tells of the order of axes: those with windows take channels last. */
export function tellings(file: TfliteFile): Telling<number>[] {
  return file.operators.map((operator) => ({
    reads: operator.inputs,
    gives: operator.outputs,
    tells: toldBy(file, operator),
  }))
}

function toldBy({ tensors }: TfliteFile, { name, inputs }: TfliteOperator): Telling<number>['tells'] {
  if (WINDOWED.has(name)) return 'last'
  const order = name === 'TRANSPOSE' ? tensors[inputs[1] ?? -1] : undefined
  if (order) return order.bytes.length > 0 ? toldByOrder(tensorConstant(order).values) : undefined
  return ['values', 'sides'].includes(indifferent[name] ?? '') ? 'same' : undefined
}

const WINDOWED = new Set(['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV', 'MAX_POOL_2D', 'AVERAGE_POOL_2D'])

import { Builder } from 'flatbuffers'
import { floatVector, offsets, table } from './tflite-writer.js'

/** Metadata (metadata_schema.fbs) of a model of one input, normalised, and one output, whose labels lie in a file. */
export function metadataBuffer(mean: readonly number[], std: readonly number[], labels: string): Uint8Array {
  const b = new Builder(256)
  const normalisation = table(b, [
    [0, 'offset', floatVector(b, mean)],
    [1, 'offset', floatVector(b, std)],
  ])
  const step = table(b, [
    [0, 'byte', 1],
    [1, 'offset', normalisation],
  ])
  const input = table(b, [[4, 'offset', offsets(b, [step])]])
  const file = table(b, [
    [0, 'offset', b.createString(labels)],
    [2, 'byte', 2],
  ])
  const output = table(b, [[6, 'offset', offsets(b, [file])]])
  const graph = table(b, [
    [2, 'offset', offsets(b, [input])],
    [3, 'offset', offsets(b, [output])],
  ])
  b.finish(table(b, [[3, 'offset', offsets(b, [graph])]]), 'M001')
  return b.asUint8Array().slice()
}

/**
 * An ONNX file whose graph gives one value more, of those it computes. Messages of protobuf that follow each other are one, whose
 * lists are joined: nothing of the file is decoded.
 *
 * @param name - of a value that a node gives, and that is no output yet
 */
export function withOutput(bytes: Uint8Array, name: string): Uint8Array {
  // ModelProto.graph is field 7, GraphProto.output field 12, ValueInfoProto.name field 1; its type follows from the graph.
  const added = field(7, field(12, field(1, new TextEncoder().encode(name))))
  const whole = new Uint8Array(bytes.length + added.length)
  whole.set(bytes)
  whole.set(added, bytes.length)
  return whole
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  const head = [(number << 3) | 2]
  let length = bytes.length
  for (; length > 127; length = Math.floor(length / 128)) head.push((length % 128) | 128)
  return Uint8Array.from([...head, length, ...bytes])
}

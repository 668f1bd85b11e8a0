import { InputError } from '../../errors.js'

/**
 * The nodes that one needs, each after all that it reads, itself the last. Goes without recursion: a chain may be long.
 *
 * @throws what `circular` makes, an InputError `MODEL_TOPOLOGY` unless told, for a node that reads its own output
 */
export function inOrder<N>(
  last: N,
  inputsOf: (node: N) => readonly N[],
  nameOf: (node: N) => string,
  circular = (name: string) => new InputError('MODEL_TOPOLOGY', `node "${name}" reads its own output`),
): N[] {
  const order: N[] = []
  const state = new Map<N, 'open' | 'done'>([[last, 'open']])
  const open = [{ node: last, inputs: inputsOf(last), next: 0 }]
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const input = top.inputs[top.next++]
    if (input === undefined) {
      open.pop()
      state.set(top.node, 'done')
      order.push(top.node)
    } else if (state.get(input) === 'open') {
      throw circular(nameOf(input))
    } else if (!state.has(input)) {
      state.set(input, 'open')
      open.push({ node: input, inputs: inputsOf(input), next: 0 })
    }
  }
  return order
}

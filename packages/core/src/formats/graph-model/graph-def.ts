import { InputError } from '../../errors.js'
import * as z from '../../json/zod.js'
import { manifestSchema } from '../keras/weights-manifest.js'

/** Most nodes of a graph: large networks have a few thousand. */
const MOST_NODES = 100_000

const name = z.string().check(z.minLength(1), z.maxLength(1000))
const attributes = z.record(z.string(), z.unknown())

const nodeSchema = z.object({
  name,
  op: name,
  input: z.nullish(z.array(z.string().check(z.maxLength(1000))).check(z.maxLength(10_000))),
  attr: z.nullish(attributes),
})

const endSchema = z.looseObject({ name: z.nullish(name) })
const endsSchema = z.record(z.string(), endSchema)
const signatureSchema = z.looseObject({ inputs: z.nullish(endsSchema), outputs: z.nullish(endsSchema) })

/** model.json of a TensorFlow.js graph model, as its converter writes it. */
export const graphModelSchema = z.looseObject({
  format: z.optional(z.literal('graph-model')),
  generatedBy: z.catch(z.nullish(z.string().check(z.maxLength(200))), undefined),
  convertedBy: z.catch(z.nullish(z.string().check(z.maxLength(200))), undefined),
  modelTopology: z.looseObject({ node: z.array(nodeSchema).check(z.minLength(1), z.maxLength(MOST_NODES)) }),
  weightsManifest: manifestSchema,
  signature: z.nullish(signatureSchema),
  userDefinedMetadata: z.nullish(z.looseObject({ signature: z.nullish(signatureSchema) })),
})

export type GraphModelJson = z.output<typeof graphModelSchema>
export type NodeJson = z.output<typeof nodeSchema>

/** A node's output that another reads: `name`, `name:1`, or `name:output:0` within functions. */
export interface Reference {
  readonly node: string
  readonly output: number
}

export function referenceOf(text: string): Reference {
  const [node, ...rest] = text.split(':')
  return { node: node!, output: rest.length > 0 ? Number(rest.at(-1)) : 0 }
}

/** The nodes of a graph by their names. */
export class GraphDef {
  readonly #nodes = new Map<string, NodeJson>()

  /** @throws InputError `MODEL_TOPOLOGY` for two nodes of one name */
  constructor({ modelTopology }: GraphModelJson) {
    for (const node of modelTopology.node) {
      if (this.#nodes.has(node.name)) {
        throw new InputError('MODEL_TOPOLOGY', `two nodes are named "${node.name}"`)
      }
      this.#nodes.set(node.name, node)
    }
  }

  get nodes(): readonly NodeJson[] {
    return [...this.#nodes.values()]
  }

  /** @throws InputError `MODEL_TOPOLOGY` */
  node(name: string): NodeJson {
    const node = this.#nodes.get(name)
    if (node) return node
    throw new InputError('MODEL_TOPOLOGY', `no node is named "${name}"`)
  }

  /** What a node reads, without the nodes that only have to run before it. */
  inputsOf({ input }: NodeJson): Reference[] {
    return (input ?? []).filter((text) => !text.startsWith('^')).map(referenceOf)
  }

  /** Names of the nodes that no other reads. */
  lastNodes(): string[] {
    const read = new Set(this.nodes.flatMap((node) => this.inputsOf(node).map(({ node }) => node)))
    return this.nodes.flatMap(({ name, op }) => (read.has(name) || IDLE.has(op) ? [] : [name]))
  }
}

/** Operations that give nothing. */
const IDLE = new Set(['NoOp', 'Const', 'Placeholder', 'PlaceholderWithDefault', 'Assert', 'Print'])

import * as z from 'zod'
import { InputError } from '../../errors.js'
import { manifestSchema } from '../keras/weights-manifest.js'

/** Most nodes of a graph: large networks have a few thousand. */
const MOST_NODES = 100_000

const name = z.string().min(1).max(1000)
const attributes = z.record(z.string(), z.unknown())

const nodeSchema = z.object({
  name,
  op: name,
  input: z.array(z.string().max(1000)).max(10_000).nullish(),
  attr: attributes.nullish(),
})

const endSchema = z.looseObject({ name: name.nullish() })
const endsSchema = z.record(z.string(), endSchema)
const signatureSchema = z.looseObject({ inputs: endsSchema.nullish(), outputs: endsSchema.nullish() })

/** model.json of a TensorFlow.js graph model, as its converter writes it. */
export const graphModelSchema = z.looseObject({
  format: z.literal('graph-model').optional(),
  generatedBy: z.string().max(200).nullish().catch(undefined),
  convertedBy: z.string().max(200).nullish().catch(undefined),
  modelTopology: z.looseObject({ node: z.array(nodeSchema).min(1).max(MOST_NODES) }),
  weightsManifest: manifestSchema,
  signature: signatureSchema.nullish(),
  userDefinedMetadata: z.looseObject({ signature: signatureSchema.nullish() }).nullish(),
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

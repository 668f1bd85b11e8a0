/** Whether JSON is a graph model's: it says so, or holds a graph's list of nodes, for converters before 1.0 wrote no format. */
export function isGraphModel(json: unknown): boolean {
  const { format, modelTopology } = (json ?? {}) as {
    format?: unknown
    modelTopology?: { node?: unknown } | null
  }
  return format === 'graph-model' || Array.isArray(modelTopology?.node)
}

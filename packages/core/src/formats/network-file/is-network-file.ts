/** Whether some JSON says it is a network file. */
export function isNetworkFile(json: unknown): boolean {
  const schema = typeof json === 'object' && json !== null ? (json as { schema?: unknown }).schema : undefined
  return typeof schema === 'string' && schema.startsWith('umbra.network/')
}

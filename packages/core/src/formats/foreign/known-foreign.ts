/** `foreignFile`, whose words are loaded once something is no model: most pages never need them. */
export async function knownForeign(head: Uint8Array, name: string): Promise<string | undefined> {
  const { foreignFile } = await import('./foreign-file.js')
  return foreignFile(head, name)
}

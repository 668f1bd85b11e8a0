/** A DOM document for figures with axes, from linkedom: Node has none of its own. */
export async function figureDocument(): Promise<Document> {
  const { parseHTML } = await import('linkedom')
  return parseHTML('<!doctype html><html><body></body></html>').document as unknown as Document
}

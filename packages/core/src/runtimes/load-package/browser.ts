/** A package that the page was bundled with, or that its import map names; undefined for one that pages have no use for. */
export async function loadPackage(name: string): Promise<unknown> {
  if (name !== 'onnxruntime-web') return undefined
  // Written out for bundlers, which take a package that is not installed for an optional one only within `try`.
  try {
    return await import('onnxruntime-web/wasm')
  } catch {
    return undefined
  }
}

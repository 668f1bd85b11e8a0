/** The address of a file of the site, from the page or from a worker, whose own scripts lie in assets/. */
export function siteUrl(path: string): string {
  const own = new URL(import.meta.url)
  const root = import.meta.env.DEV ? new URL('/', own) : new URL('../', own)
  return new URL(path, root).href
}

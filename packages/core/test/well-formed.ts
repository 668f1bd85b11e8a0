/** Named entities XML itself defines; HTML's others would break a standalone SVG. */
const ENTITY = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/

/**
 * Checks that a document is well-formed XML as far as figures need: one root, tags that close in order, quoted and
 * unique attributes, no stray `<` or `&`. HTML parsers forgive all of these, so they cannot be asked.
 *
 * @throws Error naming the first fault
 */
export function assertWellFormed(xml: string): void {
  const open: string[] = []
  let end = 0
  for (const match of xml.matchAll(/<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/g)) {
    const [tag, closing, name = '', attributes = '', selfClosing] = match
    assertText(xml.slice(end, match.index), open.length > 0)
    end = match.index + tag.length
    assertAttributes(attributes, name)
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
    } else {
      if (open.length === 0 && match.index > 0) throw new Error(`<${name}> is a second root`)
      if (!selfClosing) open.push(name)
    }
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`)
  assertText(xml.slice(end), false)
}

function assertText(text: string, inside: boolean): void {
  if (text.includes('<')) throw new Error(`stray < in ${text.slice(0, 60)}`)
  if (ENTITY.test(text)) throw new Error(`stray & in ${text.slice(0, 60)}`)
  if (!inside && text.trim() !== '') throw new Error(`text outside the root: ${text.slice(0, 60)}`)
}

function assertAttributes(attributes: string, name: string): void {
  if (ENTITY.test(attributes)) throw new Error(`stray & in an attribute of <${name}>`)
  const named = attributes.replace(/"[^"]*"/g, '""').match(/[\w:.-]+(?==)/g) ?? []
  if (new Set(named).size < named.length) throw new Error(`<${name}> repeats one of ${named.join(', ')}`)
}

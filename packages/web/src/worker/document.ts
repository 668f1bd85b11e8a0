import { explanationDocument } from '@umbra/core'
import type { DocumentRequest } from './protocol.js'

/** explanation.json of a picture, as text: a map of 224×224 takes longer to write than a page may stall. */
export async function documentText({ explanation, context, png }: DocumentRequest): Promise<string> {
  const binary = Array.from(png, (byte) => String.fromCharCode(byte)).join('')
  const image = { ...context.image!, png: btoa(binary) }
  return `${JSON.stringify(explanationDocument(explanation, { ...context, image }), null, 2)}\n`
}

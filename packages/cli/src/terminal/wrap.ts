import stringWidth from 'string-width'

/**
 * Breaks text into lines at spaces; a longer word keeps a line of its own.
 *
 * @param width - most columns of a terminal that a line may take, its indent included
 */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (line && indent.length + stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(indent + line)
      line = word
    } else {
      line = line ? `${line} ${word}` : word
    }
  }
  if (line) lines.push(indent + line)
  return lines.join('\n')
}

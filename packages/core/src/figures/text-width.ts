/** About how wide a text is set in DejaVu Sans, the widest of the fonts figures are drawn in. */
export function textWidth(content: string, fontSize: number): number {
  return [...content].length * fontSize * 0.63
}

/** A text in lines of at most so many characters, broken at spaces. */
export function wrapText(content: string, characters: number): string[] {
  const lines: string[] = []
  for (const word of content.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= characters)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

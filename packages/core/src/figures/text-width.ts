/** About how wide a text is set in DejaVu Sans, the widest of the fonts figures are drawn in; bold, too. */
export function textWidth(content: string, fontSize: number): number {
  return graphemesOf(content).reduce((sum, one) => sum + (WIDE.test(one) ? 1.05 : 0.63), 0) * fontSize
}

/**
 * About how wide running text is set: of more letters than a name's, many of them narrow, it is a tenth narrower than `textWidth` has it
 * for a name, which may be of wide ones alone.
 */
export function proseWidth(content: string, fontSize: number): number {
  return textWidth(content, PROSE * fontSize)
}

const PROSE = 0.89

/** Letters that fill a square: Chinese, Japanese, Korean, and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** What a reader takes for single letters: an accent belongs to what it stands on. */
function graphemesOf(content: string): string[] {
  return Array.from(segmenter.segment(content), ({ segment }) => segment)
}

/** As much of a text as fits into a width, with `…` for the rest. */
export function shortened(content: string, width: number, fontSize: number): string {
  if (textWidth(content, fontSize) <= width) return content
  const letters = graphemesOf(content)
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, fontSize) > width) letters.pop()
  return `${letters.join('').trimEnd()}…`
}

/** Running text in lines that fit into a width, by `proseWidth`; at most so many, or as many as it takes. */
export function proseLines(
  content: string,
  width: number,
  fontSize: number,
  most = Number.POSITIVE_INFINITY,
): string[] {
  return fittingLines(content, width, PROSE * fontSize, most)
}

/**
 * A name in lines that fit into a width, at most so many: broken at spaces, and within what has none, behind a hyphen or an underscore if
 * there is one.
 */
export function fittingLines(content: string, width: number, fontSize: number, most: number): string[] {
  const lines: string[] = []
  const fits = (line: string) => textWidth(line, fontSize) <= width
  const words = content.split(' ')
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const last = lines.at(-1)
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`
    else if (lines.length === most) {
      lines[most - 1] = shortened([last, word, ...words].join(' '), width, fontSize)
      break
    } else if (fits(word)) lines.push(word)
    else {
      const letters = graphemesOf(word)
      const rest: string[] = []
      while (letters.length > 1 && !fits(letters.join(''))) rest.unshift(letters.pop()!)
      const join = letters.findLastIndex((letter) => /[-_‐–]/.test(letter))
      if (join > 0) rest.unshift(...letters.splice(join + 1))
      lines.push(letters.join(''))
      // A width below a letter's still takes a letter a line.
      if (rest.length > 0) words.unshift(rest.join(''))
    }
  }
  return lines
}

/** The most that each of several widths may take so that all of them fit. */
export function roomForEach(widths: readonly number[], most: number): number {
  if (widths.reduce((sum, width) => sum + width, 0) <= most) return Number.POSITIVE_INFINITY
  let left = most
  // Those that are narrower than an even share leave the rest to the others.
  const sorted = [...widths].sort((a, b) => a - b)
  for (const [i, width] of sorted.entries()) {
    const even = left / (sorted.length - i)
    if (width > even) return even
    left -= width
  }
  return Number.POSITIVE_INFINITY
}

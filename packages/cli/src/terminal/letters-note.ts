import type { Terminal } from './terminal.js'

/** Scripts of which DejaVu Sans, the font of PNG figures, has the letters. */
const IN_FONT =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]/u
const LETTER = /\p{L}/gu
const MOST_SHOWN = 8

/** Says which letters of names PNG figures cannot show; SVG figures show them wherever they are opened. */
export function noteLetters(names: readonly string[], terminal: Pick<Terminal, 'warn'>): void {
  const letters = new Set(
    names
      .join('')
      .match(LETTER)
      ?.filter((letter) => !IN_FONT.test(letter)),
  )
  if (letters.size === 0) return
  const shown = [...letters].slice(0, MOST_SHOWN).join('')
  const more = letters.size > MOST_SHOWN ? ` and ${letters.size - MOST_SHOWN} more` : ''
  terminal.warn(
    `The font of PNG figures has no ${shown}${more}, which stand there as boxes: the SVG figures are right.`,
  )
}

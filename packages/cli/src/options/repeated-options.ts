import type { Command } from 'commander'

/**
 * Watches for options that are typed more than once. Of those the last counts, as everywhere, and what was typed before is dropped.
 *
 * @param command - with its options, before its line is read
 * @returns once it is read, a line about each whose values differ: `--window is given twice, as 3 and 5: the last counts`
 */
export function watchRepeated(command: Command): () => readonly string[] {
  const typed = command.options.map((option) => {
    const texts: unknown[] = []
    command.on(`option:${option.name()}`, (text: unknown) => texts.push(text))
    return { flag: option.long!, texts }
  })
  return () =>
    typed
      .filter(({ texts }) => new Set(texts).size > 1)
      .map(({ flag, texts }) => {
        const times = texts.length === 2 ? 'twice' : `${texts.length} times`
        const values = `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`
        return `${flag} is given ${times}, as ${values}: the last counts`
      })
}

import { expect, it } from 'vitest'
import { noteLetters } from './letters-note.js'

function told(...names: string[]): string {
  const lines: string[] = []
  noteLetters(names, { warn: (text) => lines.push(text) })
  return lines.join('\n')
}

it('says which letters the font of PNG figures lacks, each once', () => {
  expect(told('拉布拉多', 'cat')).toContain('has no 拉布多, which')
  expect(told('ゴールデン・レトリバーの子犬たち')).toMatch(/ and \d+ more, which/)
})

it('says nothing of what it has', () => {
  expect(told('6', 'Ångström', 'Лабрадор', 'Αγγλικός', 'السلوقي', 'a_b-c (2) − ½')).toBe('')
})

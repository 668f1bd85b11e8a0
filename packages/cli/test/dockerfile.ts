import { readFileSync } from 'node:fs'

/** An instruction of a Dockerfile, its lines joined. */
export interface Instruction {
  readonly name: string
  readonly text: string
}

/** What a Dockerfile says, without its comments. */
export function dockerfile(path: string): Instruction[] {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .join('\n')
    .replace(/\\\n\s*/g, '')
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name, text] = line.match(/^(\w+) +(.*)$/)!
      return { name: name!, text: text! }
    })
}

import { readFileSync } from 'node:fs'

/**
 * The code cells of a Jupyter notebook as one module, in order: what each ends with, which the notebook would show, is printed as a line
 * of JSON, pictures as text. Packages of npm are those that are installed.
 */
export function notebookProgram(path: string): string {
  const { cells } = JSON.parse(readFileSync(path, 'utf8')) as {
    cells: { cell_type: string; source: string[] }[]
  }
  return [...cells.filter((cell) => cell.cell_type === 'code').map(({ source }) => shown(source)), SHOW].join(
    '\n',
  )
}

function shown(source: readonly string[]): string {
  const [last = '', before] = [source.at(-1), source.slice(0, -1)]
  const ends = /^(?!import|const|let|function|class|for|if|})\S/.test(last) ? `display(${last})` : last
  return [...before, ends].join('').replaceAll("'npm:", "'")
}

const SHOW = `
function display(value) {
  if (value === undefined) return
  const pictures = value[Symbol.for('Jupyter.display')]
  console.log(JSON.stringify(pictures ? pictures()['image/svg+xml'] : value))
}
`

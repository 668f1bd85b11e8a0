import type { Terminal } from './terminal.js'

/** Files whose name says what they are need not be told of. */
const EXPECTED: readonly string[] = ['TensorFlow.js LayersModel', 'network.json']

/** Says what a model's file was taken for, and what was assumed of it. */
export function noteModel(
  { format, notes }: { readonly format: string; readonly notes: readonly string[] },
  terminal: Pick<Terminal, 'note' | 'warn' | 'detail'>,
): void {
  const say = EXPECTED.includes(format) ? terminal.detail : terminal.note
  say.call(terminal, `taken as ${format}`)
  for (const note of notes) terminal.warn(note)
}

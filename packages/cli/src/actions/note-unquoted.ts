import type { Terminal } from '../terminal/terminal.js'

/** Says of results that a study was to quote that nothing will. @param why - undefined where they are quoted */
export function noteUnquoted(
  options: Readonly<Record<string, unknown>>,
  why: string | undefined,
  terminal: Terminal,
): void {
  for (const name of ['robustness', 'faithfulness'] as const)
    if (why !== undefined && options[name] !== undefined) terminal.warn(`--${name} changes nothing: ${why}`)
}

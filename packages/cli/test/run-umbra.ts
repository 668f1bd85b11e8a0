import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inject } from 'vitest'

/** The built command line. */
export const BIN = fileURLToPath(new URL('../bin/umbra.js', import.meta.url))

/** What a finished run left. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called with everything written to stderr so far, whenever more comes. */
  readonly onStderr?: (text: string, child: ChildProcess) => void
}

/** Runs the built command line as a child process, its output piped, as a script would. */
export function umbra(args: readonly string[], { cwd, env, onStderr }: RunOptions = {}): Promise<Run> {
  const stale = inject('stale')
  if (stale) throw new Error(`dist is not what ${stale} compiles to: npm run build first`)
  return new Promise((resolve, reject) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { ...inherited, ...env } })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
      onStderr?.(stderr, child)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

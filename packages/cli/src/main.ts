import { CommanderError } from 'commander'
import { shellLine } from './command-line.js'
import { Interruption } from './context.js'
import { failureOf } from './failure.js'
import { createProgram } from './program.js'
import { Terminal } from './terminal/terminal.js'

const args = process.argv.slice(2)
const interruption = new AbortController()
const terminal = new Terminal(process.stdout, process.stderr, process.env)
const commandLine = shellLine(['umbra', ...args])

process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)
for (const stream of [process.stdout, process.stderr]) {
  // A reader such as `head` has seen enough: no failure of ours.
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
}

const exitCode = await run()
// What was written must arrive, and threads an aborted run left behind must not keep the process alive.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
)
process.exit(exitCode)

async function run(): Promise<number> {
  try {
    const program = createProgram({ terminal, signal: interruption.signal, commandLine })
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    terminal.endProgress()
    // Commander has written its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const failure = failureOf(error, args.includes('--verbose'))
    for (const line of failure.lines) terminal.warn(line)
    return failure.exitCode
  }
}

/** Once: finish cleanly. Twice: stop. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(130)
  interruption.abort(new Interruption())
  terminal.warn('Stopping. Ctrl-C again stops at once.')
}

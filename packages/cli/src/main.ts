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
// A reader such as `head` has seen enough. That is no failure once there are results; work that nobody watches any more ends
// as SIGPIPE would end it.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1))
process.stderr.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 141 : 1))

const exitCode = await run()
// What was written must arrive, and threads an aborted run left behind must not keep the process alive.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
)
process.exit(exitCode)

async function run(): Promise<number> {
  try {
    const { signal } = interruption
    // Until the options are read: an error in them must be told in the form asked for.
    terminal.configure({ json: args.includes('--json'), quiet: args.includes('--quiet') })
    const program = createProgram({ terminal, signal, commandLine, env: process.env })
    await program.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    terminal.endProgress()
    // Commander has written its own message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { code, message, hint, stack, exitCode } = failureOf(error)
    terminal.fail(code, message, hint)
    if (terminal.verbose || args.includes('--verbose')) terminal.warn(stack)
    return exitCode
  }
}

/** Once: finish cleanly. Twice: stop. */
function interrupt(): void {
  if (interruption.signal.aborted) process.exit(130)
  interruption.abort(new Interruption())
  terminal.warn('Stopping. Ctrl-C again stops at once.')
}

import { WriteStream } from 'node:tty'
import pc from 'picocolors'
import { wrap } from './wrap.js'

/** What the terminal asks of a stream; `process.stdout` and `process.stderr` are such. */
export interface OutputStream {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** How much is said, and in which form. */
interface Loudness {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose?: boolean
}

export type ColourDepth = 1 | 4 | 8 | 24

/** Text fills no less, however narrow a terminal is, and no more, for lines of more are hard to read. */
const NARROWEST = 40
const WIDEST = 110

/**
 * Where a command's words go: results to stdout, everything else to stderr. Knows what each of the two can show, and
 * keeps both clean when the results are JSON.
 */
export class Terminal {
  /** Colours for stdout; plain functions where it shows none. */
  readonly colours: ReturnType<typeof pc.createColors>
  /** Bits of colour on stdout; 1 is none. */
  readonly colourDepth: ColourDepth
  /** Columns to fill on stdout. */
  readonly width: number
  /** Whether stderr is watched by a person, so that a line may be redrawn. */
  readonly live: boolean
  readonly errorStream: OutputStream
  readonly #output: OutputStream
  /** Columns to fill on stderr. */
  readonly #errorWidth: number
  readonly #errorColours: ReturnType<typeof pc.createColors>
  #json = false
  #quiet = false
  #verbose = false
  /** Whether the one document has been printed. */
  #answered = false
  #progress: { stop(): void } | undefined

  constructor(output: OutputStream, errorStream: OutputStream, env: Readonly<NodeJS.ProcessEnv>) {
    this.#output = output
    this.errorStream = errorStream
    this.colourDepth = colourDepthOf(output, env)
    this.colours = pc.createColors(this.colourDepth > 1)
    this.#errorColours = pc.createColors(colourDepthOf(errorStream, env) > 1)
    this.width = filled(output.columns ?? 80)
    // A log is searched by lines: only where a person looks are they broken.
    this.#errorWidth =
      errorStream.columns === undefined ? Number.POSITIVE_INFINITY : filled(errorStream.columns)
    this.live = errorStream.isTTY === true && !env.CI && env.TERM !== 'dumb'
  }

  /** Set once the options are known. */
  configure({ json, quiet, verbose = false }: Loudness): void {
    this.#json = json
    this.#quiet = quiet
    this.#verbose = verbose
  }

  get quiet(): boolean {
    return this.#quiet
  }

  get verbose(): boolean {
    return this.#verbose
  }

  /** Text on stdout as it is. */
  write(text: string): void {
    this.#output.write(text)
  }

  /** A result for people, on stdout; nothing when the result is JSON. */
  print(text = ''): void {
    if (!this.#json) this.#output.write(`${shown(text, this.colours.isColorSupported)}\n`)
  }

  /** A result of one sentence, which programs look for as a line: broken where a person looks alone. */
  printSentence(text: string): void {
    this.print(this.#output.columns === undefined ? text : wrap(text, this.width))
  }

  /** The result as the one JSON document on stdout; nothing unless it was asked for. */
  json(value: unknown, space = 2): void {
    if (!this.#json) return
    this.#answered = true
    this.#output.write(`${JSON.stringify(value, null, space)}\n`)
  }

  /** The same of a document that is JSON already, piece by piece. */
  async jsonFrom(pieces: AsyncIterable<string>): Promise<void> {
    if (!this.#json) return
    this.#answered = true
    for await (const piece of pieces) this.#output.write(piece)
  }

  /** Whether the result is asked for as JSON. */
  get wantsJson(): boolean {
    return this.#json
  }

  /** An error: a line and a hint on stderr and, where JSON was asked for and nothing was answered yet, the document. */
  fail(code: string, message: string, hint: string | undefined): void {
    const hinted = hint ? [wrap(`hint: ${hint}`, this.#errorWidth, '  ')] : []
    this.warn([`umbra: ${code}: ${message}`, ...hinted].join('\n'))
    if (!this.#answered) this.json({ error: { code, message, ...(hint && { hint }) } })
  }

  /** Something worth knowing on the way, on stderr. */
  note(text: string): void {
    if (this.#quiet) return
    this.endProgress()
    this.errorStream.write(`${this.#errorColours.dim(broken(shown(text, false), this.#errorWidth))}\n`)
  }

  /** Something that only a closer look needs, on stderr, where that was asked for. */
  detail(text: string): void {
    if (this.#verbose) this.note(text)
  }

  /** Something that must be known, on stderr. */
  warn(text: string): void {
    this.endProgress()
    const whole = shown(text, this.#errorColours.isColorSupported)
    this.errorStream.write(`${broken(whole, this.#errorWidth)}\n`)
  }

  /** Remembers the progress on screen, so that anything written ends it first. */
  beginProgress(progress: { stop(): void }): void {
    this.#progress = progress
  }

  endProgress(): void {
    const ended = this.#progress
    this.#progress = undefined
    ended?.stop()
  }
}

function filled(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns))
}

/** Lines that fit; those that begin with a space are to be copied, such as a command, and stay whole. */
function broken(text: string, width: number): string {
  const lines = text.split('\n')
  return lines
    .map((line) => (line.length <= width || line.startsWith(' ') ? line : wrap(line, width)))
    .join('\n')
}

/** Commands of colour, which this program writes; and what else would command a terminal or turn text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about.
const COLOUR_OR_COMMAND = /(\u001b\[[0-9;]*m)|[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu

/** The one place by which all words pass: names from files may hold a terminal's commands, which are shown as what they are not. */
function shown(text: string, coloured: boolean): string {
  return text.replace(COLOUR_OR_COMMAND, (_, colour?: string) => (coloured && colour ? colour : '\uFFFD'))
}

/** Node's own judgement of a terminal, which knows NO_COLOR, FORCE_COLOR, TERM and CI; none at all without one. */
function colourDepthOf(stream: OutputStream, env: Readonly<NodeJS.ProcessEnv>): ColourDepth {
  if (env.NO_COLOR) return 1
  if (!stream.isTTY && !env.FORCE_COLOR) return 1
  return WriteStream.prototype.getColorDepth.call(stream, env) as ColourDepth
}

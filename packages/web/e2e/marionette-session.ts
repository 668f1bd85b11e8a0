import { connect, type Socket } from 'node:net'

/** What a command answers: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html. */
type Answer = readonly [
  type: 1,
  id: number,
  error: { readonly error: string; readonly message: string } | null,
  // biome-ignore lint/suspicious/noExplicitAny: what a command answers hangs on the command
  result: any,
]

interface Waiting {
  resolve(result: Answer[3]): void
  reject(error: Error): void
}

/**
 * Commands to a Firefox and what it answers, by Marionette. By WebDriver BiDi, its other protocol, Firefox has each worker that starts
 * told to the driver; a worker that starts one waits for that, and while the machine is busy now and then for ever.
 */
export class MarionetteSession {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  #received = Buffer.alloc(0)
  #last = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (data) => this.#receive(data))
    // An error is followed by the end.
    socket.on('error', () => {})
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser ended the session'))
    })
  }

  static async connect(port: number): Promise<MarionetteSession> {
    const socket = connect(port, '127.0.0.1')
    const session = new MarionetteSession(socket)
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    await session.send('WebDriver:NewSession', {})
    return session
  }

  /** @throws Error with what the browser says is wrong */
  send(name: string, parameters: object): Promise<Answer[3]> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      const text = JSON.stringify([0, id, name, parameters])
      this.#socket.write(`${Buffer.byteLength(text)}:${text}`)
    })
  }

  /** Messages come one after the other, each after its length in bytes and a colon. */
  #receive(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data])
    for (;;) {
      const start = this.#received.indexOf(':') + 1
      const end = start + Number(this.#received.toString('latin1', 0, Math.max(0, start - 1)))
      if (start === 0 || this.#received.length < end) return
      const message = JSON.parse(this.#received.toString('utf8', start, end))
      this.#received = this.#received.subarray(end)
      // The first is a greeting.
      if (Array.isArray(message)) this.#answered(message as unknown as Answer)
    }
  }

  #answered([, id, error, result]: Answer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`))
    else waiting?.resolve(result)
  }
}

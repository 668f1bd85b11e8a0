import WebSocket from 'ws'

/** As much of a message as is looked at: https://w3c.github.io/webdriver-bidi/. */
interface Message {
  readonly type: 'success' | 'error' | 'event'
  readonly id?: number
  readonly method?: string
  // biome-ignore lint/suspicious/noExplicitAny: what a command answers hangs on the command
  readonly result?: any
  readonly error?: string
  readonly message?: string
  readonly params?: { readonly level?: string; readonly text?: string }
}

interface Waiting {
  resolve(result: Message['result']): void
  reject(error: Error): void
}

/** Commands to a browser and what it answers, by WebDriver BiDi. */
export class BidiSession {
  readonly complaints: string[] = []
  readonly #socket: WebSocket
  readonly #waiting = new Map<number, Waiting>()
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (data) => this.#receive(JSON.parse(String(data))))
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser ended the session'))
    })
  }

  static async connect(url: string): Promise<BidiSession> {
    const socket = new WebSocket(url, { maxPayload: 0 })
    const session = new BidiSession(socket)
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    return session
  }

  /** @throws Error with what the browser says is wrong */
  send(method: string, params: object): Promise<Message['result']> {
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#socket.send(JSON.stringify({ id, method, params }))
    })
  }

  #receive({ type, id, method, result, error, message, params }: Message): void {
    if (method === 'log.entryAdded' && (params?.level === 'error' || params?.level === 'warn'))
      this.complaints.push(params.text ?? '')
    const waiting = id === undefined ? undefined : this.#waiting.get(id)
    if (!waiting) return
    this.#waiting.delete(id!)
    if (type === 'error') waiting.reject(new Error(`${error}: ${message}`))
    else waiting.resolve(result)
  }
}

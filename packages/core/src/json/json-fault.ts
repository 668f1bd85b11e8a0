/** What keeps a text from being JSON. */
export interface JsonFault {
  /** Place in the text, in UTF-16 code units. */
  readonly at: number
  /** What was expected and what came, in words. */
  readonly what: string
  /** The text is nested too deep, whatever else there may be to say of it. */
  readonly tooDeep?: boolean
}

/** An object that is open, with the names it has so far; a list has none. */
type Open = Set<string> | undefined

/**
 * The first fault of a text as JSON (RFC 8259), told in the same words by every engine. Beyond the grammar, a name given twice in one
 * object is a fault, for one of its values would go unread, and so is a number too large for a double. Walks without recursion.
 *
 * @param deepest - levels of lists and objects taken
 * @returns undefined if there is none
 */
export function jsonFault(text: string, deepest: number): JsonFault | undefined {
  try {
    new Walk(text, deepest).document()
    return undefined
  } catch (fault) {
    if (fault instanceof Fault) return fault
    throw fault
  }
}

class Fault implements JsonFault {
  readonly at: number
  readonly what: string
  readonly tooDeep: boolean

  constructor(at: number, what: string, tooDeep = false) {
    this.at = at
    this.what = what
    this.tooDeep = tooDeep
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /(?:true|false|null)(?![\w$])/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y
const WORD = /[\p{L}\p{N}_$.+-]{1,20}|./suy
const [QUOTE, BACKSLASH, COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x2c, 0x3a, 0x5b, 0x5d, 0x7b, 0x7d,
] as const

class Walk {
  readonly text: string
  readonly deepest: number
  readonly #open: Open[] = []
  #at = 0
  /** Whether the innermost list or object has just been opened. */
  #fresh = false

  constructor(text: string, deepest: number) {
    this.text = text
    this.deepest = deepest
  }

  document(): void {
    this.#value()
    while (this.#open.length > 0) this.#next(this.#open.at(-1))
    this.#space()
    if (this.#at < this.text.length) throw this.#unexpected('the end')
  }

  /** What follows a value, or the opening, of a list or object: its end, or a further value. */
  #next(names: Open): void {
    const end = names ? CLOSE_OBJECT : CLOSE_LIST
    if (this.#skip(end)) {
      this.#open.pop()
      this.#fresh = false
      return
    }
    if (!this.#fresh && !this.#skip(COMMA)) throw this.#unexpected(names ? 'a comma or }' : 'a comma or ]')
    this.#fresh = false
    if (names) this.#name(names)
    this.#value()
  }

  #name(names: Set<string>): void {
    this.#space()
    const from = this.#at
    if (this.text.charCodeAt(from) !== QUOTE) throw this.#unexpected('a name in double quotes')
    this.#string()
    const raw = this.text.slice(from, this.#at)
    const name: string = raw.includes('\\') ? JSON.parse(raw) : raw.slice(1, -1)
    if (names.has(name)) throw new Fault(from, `${JSON.stringify(name.slice(0, 60))} is given twice`)
    names.add(name)
    if (!this.#skip(COLON)) throw this.#unexpected('a colon')
  }

  /** A string, number or word; of a list or object, the opening alone. */
  #value(): void {
    this.#space()
    const code = this.text.charCodeAt(this.#at)
    if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (this.#open.length >= this.deepest) {
        throw new Fault(this.#at, `nested more than ${this.deepest} levels deep`, true)
      }
      this.#open.push(code === OPEN_OBJECT ? new Set() : undefined)
      this.#fresh = true
      this.#at++
    } else if (code === QUOTE) this.#string()
    else if (!this.#match(LITERAL)) this.#number()
  }

  #number(): void {
    const from = this.#at
    const after = this.#match(NUMBER) ? this.text.charAt(this.#at) : undefined
    if (after === undefined || /[\w$.+-]/.test(after)) {
      this.#at = from
      throw this.#unexpected('a value')
    }
    if (!Number.isFinite(Number(this.text.slice(from, this.#at)))) {
      throw new Fault(from, 'a number is too large for a double')
    }
  }

  #string(): void {
    const { text } = this
    this.#at++
    for (;;) {
      const code = text.charCodeAt(this.#at)
      if (code === QUOTE) break
      if (code === BACKSLASH) {
        if (!this.#match(ESCAPE)) throw new Fault(this.#at, 'a backslash escapes nothing JSON knows')
      } else if (code >= 0x20) this.#at++
      else throw this.#unexpected('the closing quote of a string')
    }
    this.#at++
  }

  #match(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    if (!pattern.test(this.text)) return false
    this.#at = pattern.lastIndex
    return true
  }

  /** Whether a character follows, behind white space; it is then passed. */
  #skip(code: number): boolean {
    this.#space()
    if (this.text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  #space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }

  #unexpected(expected: string): Fault {
    WORD.lastIndex = this.#at
    const found = WORD.exec(this.text)?.[0]
    return new Fault(this.#at, `expected ${expected}, got ${found ? JSON.stringify(found) : 'the end'}`)
  }
}

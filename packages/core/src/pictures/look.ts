/** How a grey picture looks, seen row by row: whether it is flat, and how light its border is. */
export class Look {
  readonly #width: number
  readonly #height: number
  #rows = 0
  #flat = true
  #top = new Float32Array()
  #bottom = new Float32Array()
  readonly #left: Float32Array
  readonly #right: Float32Array

  constructor({ width, height }: { readonly width: number; readonly height: number }) {
    this.#width = width
    this.#height = height
    this.#left = new Float32Array(height)
    this.#right = new Float32Array(height)
  }

  take(row: Float32Array): void {
    const y = this.#rows++
    if (y === 0) this.#top = row.slice()
    if (y === this.#height - 1) this.#bottom = row.slice()
    this.#left[y] = row[0]!
    this.#right[y] = row[this.#width - 1]!
    const first = this.#top[0]
    this.#flat &&= row.every((value) => value === first)
  }

  /** Whether the border is lighter than the middle grey. */
  get lightBorder(): boolean {
    let sum = 0
    for (let x = 0; x < this.#width; x++) sum += this.#top[x]! + this.#bottom[x]!
    for (let y = 0; y < this.#height; y++) sum += this.#left[y]! + this.#right[y]!
    return sum / (2 * (this.#width + this.#height)) >= 0.5
  }

  /** MNIST's strokes are light on black: a light border or an empty picture is most likely a mistake. */
  oddity(inverted: boolean): string | undefined {
    if (this.#flat) return 'the picture is one flat colour'
    if (inverted || !this.lightBorder) return undefined
    return 'its border is light, and digits of MNIST are light on black: --invert swaps dark and light'
  }
}

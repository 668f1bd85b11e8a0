/** Times the stages of a run. */
export class Stopwatch {
  readonly #seconds: Record<string, number>
  #last = performance.now()

  /** @param before - seconds of stages that are over */
  constructor(before: Readonly<Record<string, number>> = {}) {
    this.#seconds = { ...before }
  }

  /** Ends the stage that has been running since the last lap, and names it. */
  lap(stage: string): void {
    const now = performance.now()
    this.#seconds[stage] = (now - this.#last) / 1000
    this.#last = now
  }

  /** Seconds by stage, in the order they ended. */
  get seconds(): Readonly<Record<string, number>> {
    return { ...this.#seconds }
  }
}

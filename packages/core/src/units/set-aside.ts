import { InputError, UmbraError } from '../errors.js'

/** Units that failed whenever they were tried: the rest was computed without them. */
export class UnitsSetAside extends UmbraError {
  override readonly name = 'UnitsSetAside'

  constructor(units: readonly FailedUnit[]) {
    const [first] = units
    const more = units.length > 1 ? ` and ${units.length - 1} more` : ''
    const why = first!.error instanceof Error ? first!.error.message : String(first!.error)
    super('UNITS_SET_ASIDE', `${first!.name}${more} failed three times (${why}); the rest is finished`, {
      cause: first!.error,
    })
  }
}

interface FailedUnit {
  readonly name: string
  readonly error: unknown
}

/** Collects units that failed, so that the rest of a job finishes before it ends without a result. */
export class SetAside {
  readonly #units = new Map<string, FailedUnit>()
  #succeeded = false

  add(key: string, name: string, error: unknown): void {
    this.#units.set(key, { name, error })
  }

  /** Some unit was computed, now or before: what fails is the unit, not the machine. */
  succeeded(): void {
    this.#succeeded = true
  }

  isOf(key: string): boolean {
    return this.#units.has(key)
  }

  /** @throws UnitsSetAside where some were set aside; the first one's own error where nothing ever succeeded */
  requireNone(): void {
    const units = [...this.#units.values()]
    if (units.length === 0) return
    if (!this.#succeeded) throw units[0]!.error
    throw new UnitsSetAside(units)
  }
}

/**
 * Work whose units are set aside where they fail, so that all others are finished before that is said.
 *
 * @throws UnitsSetAside as `requireNone`, and what the work itself does
 */
export async function settingAside<T>(work: (aside: SetAside) => Promise<T>): Promise<T> {
  const aside = new SetAside()
  const found = await work(aside)
  aside.requireNone()
  return found
}

/** Whether the same unit might succeed another time: not where the input is wrong. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof InputError)
}

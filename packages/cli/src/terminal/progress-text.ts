import type { Progress } from '@umbra/core'

/** How long a stage has run and how much of it was done before it was watched (a resumed run starts part-way). */
export interface Elapsed {
  readonly seconds: number
  readonly doneAtStart: number
}

/** Units a second since the stage began; undefined until there is something to judge by. */
export function rateOf({ done }: Progress, { seconds, doneAtStart }: Elapsed): number | undefined {
  return done > doneAtStart && seconds > 0 ? (done - doneAtStart) / seconds : undefined
}

/** Seconds left at the rate so far. */
export function secondsLeft(progress: Progress, elapsed: Elapsed): number | undefined {
  const rate = rateOf(progress, elapsed)
  return rate === undefined ? undefined : (progress.total - progress.done) / rate
}

/** `epoch 2 of 8 · batch 31 of 469 · loss 0.041 · accuracy 98.7%`: what a stage reports beside its count. */
export function detailText({ detail = {} }: Progress): string {
  const { epoch, epochs, batch, batches, loss, accuracy } = detail
  const parts = [
    epoch === undefined ? '' : `epoch ${epoch}${epochs === undefined ? '' : `/${epochs}`}`,
    batch === undefined ? '' : `batch ${batch}${batches === undefined ? '' : `/${batches}`}`,
    loss === undefined ? '' : `loss ${loss.toFixed(4)}`,
    accuracy === undefined ? '' : `accuracy ${(100 * accuracy).toFixed(2)}%`,
  ]
  return parts.filter(Boolean).join(' · ')
}

/** `2,310 images/s`, `4.2 images/s`. */
export function rateText(rate: number | undefined, unit: string): string {
  if (rate === undefined) return ''
  return `${rate >= 10 ? grouped(Math.round(rate)) : rate.toFixed(1)} ${unit}/s`
}

/** `1:05`, `12:40`, `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** `60,000`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

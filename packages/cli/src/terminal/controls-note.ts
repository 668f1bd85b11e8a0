import type { ExplainerOptions, ProgressListener } from '@umbra/core/explain'
import type { Terminal } from './terminal.js'

/** Seconds from which the time that controls take is said beforehand. */
const LONG = 60

const STAGE = 'untrained networks'
const OTHER_ENGINE =
  'Weights are drawn anew in the incremental engine: --engine batched maps the trained network, not the untrained ones'

/**
 * A listener that passes progress on and, once the trained network's maps are made, says how long those of untrained ones will take,
 * each as long as that, where it is long, and how to ask for fewer; and that they run in another engine than was asked for, where they do.
 */
export function announcingControls(
  listener: ProgressListener | undefined,
  terminal: Pick<Terminal, 'note'>,
  engine: ExplainerOptions['engine'],
  now: () => number = () => performance.now(),
): ProgressListener {
  let began: number | undefined
  let told = false
  return (progress) => {
    if (progress.stage.startsWith('maps of ')) began ??= now()
    if (progress.stage === STAGE && progress.done === 0 && engine === 'batched' && !told) {
      terminal.note(OTHER_ENGINE)
      told = true
    }
    if (progress.stage === STAGE && progress.done === 0 && began !== undefined) {
      const text = forecast(progress.total, (now() - began) / 1000)
      if (text) terminal.note(text)
      began = undefined
    }
    listener?.(progress)
  }
}

function forecast(networks: number, each: number): string | undefined {
  const seconds = networks * each
  if (seconds < LONG) return undefined
  const minutes = Math.round(seconds / 60)
  const time = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
  return `${networks} untrained networks are mapped next, about ${time}; --controls N asks for fewer, --controls 0 for none`
}

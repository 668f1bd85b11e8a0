/** What a parameter of a rule is when it is not written; `readOption` leaves it to the schema, whose defaults these are. */
export const NOISE = { draws: 8, seed: 0, mean: 0.5, sd: 0.25 } as const
export const BLUR_SIGMA = 2
export const MARGINAL = { draws: 8, seed: 0 } as const
export const SOFT = { value: 0, sigma: 0.25 } as const

/**
 * Writes an option's value as `readOption` reads it: `4,4`, `blur:3`, `noise:4,seed=7`, `margin:8`, `2/4`. A comma or a
 * backslash within one text of a list has a backslash before it. Masks are JSON.
 */
export function optionText(value: unknown): string {
  if (Array.isArray(value)) return value.map(partText).join(',')
  if (typeof value !== 'object' || value === null) return String(value)
  const { kind, index, of } = value as Record<string, unknown>
  if (index !== undefined) return `${index}/${of}`
  const write = Object.hasOwn(rules, String(kind)) ? rules[String(kind)] : undefined
  return write ? write(value as Record<string, unknown>) : JSON.stringify(value)
}

/** `learningRate` as a flag: `--learning-rate`. */
export function optionFlag(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

const rules: Readonly<Record<string, (rule: Readonly<Record<string, unknown>>) => string>> = {
  blur: ({ sigma = BLUR_SIGMA }) => `blur:${sigma}`,
  mean: ({ values }) => `mean:${optionText(values)}`,
  marginal: ({ draws = MARGINAL.draws, seed = MARGINAL.seed }) =>
    `marginal:${draws}${seed === MARGINAL.seed ? '' : `,seed=${seed}`}`,
  soft: ({ value = SOFT.value, sigma = SOFT.sigma }) =>
    `soft:${optionText(value)}${sigma === SOFT.sigma ? '' : `,sigma=${sigma}`}`,
  margin: ({ against }) => `margin:${against}`,
  noise: ({ draws = NOISE.draws, ...rest }) => {
    const named = (['seed', 'mean', 'sd'] as const)
      .filter((key) => rest[key] !== undefined && rest[key] !== NOISE[key])
      .map((key) => `${key}=${rest[key]}`)
    return [`noise:${draws}`, ...named].join(',')
  },
}

function partText(part: unknown): string {
  return typeof part === 'string' ? part.replace(/[\\,]/g, '\\$&') : optionText(part)
}

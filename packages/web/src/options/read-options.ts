import type { OptionTexts } from './option-field.js'

/**
 * Reads options as the command line would: `4` and `0.5` are numbers, `6,8` a list, anything else itself. A window or stride of
 * one number is as long along both axes, `blur:3`, `noise:4` and `margin:8` carry a parameter. The schema judges the values.
 */
export function readOptions(texts: OptionTexts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, readOption(key, text)]))
}

const PARAMETERS: Readonly<Record<string, string>> = { blur: 'sigma', noise: 'draws', margin: 'against' }

function readOption(key: string, text: string): unknown {
  const [kind = '', parameter] = text.split(':')
  const named = PARAMETERS[kind]
  if (named !== undefined && parameter !== undefined) return { kind, [named]: readValue(parameter) }
  const value = readValue(text)
  return (key === 'window' || key === 'stride') && typeof value === 'number' ? [value, value] : value
}

function readValue(text: string): unknown {
  const trimmed = text.trim()
  if (trimmed.includes(',')) return trimmed.split(',').map(readValue)
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed
}

import { expect } from 'vitest'

/** Every number in both, to a tolerance, absolute below 1 and relative beyond; the rest as it is. */
export function expectClose(found: unknown, expected: unknown, tolerance: number, path = ''): void {
  if (typeof expected === 'number' && typeof found === 'number') {
    const away = Math.abs(found - expected)
    if (!(away <= tolerance * Math.max(1, Math.abs(expected)))) expect(found, path).toBe(expected)
  } else if (typeof expected === 'object' && expected !== null) {
    expect(Object.keys(found as object), path).toEqual(Object.keys(expected))
    for (const [key, value] of Object.entries(expected)) {
      expectClose((found as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`)
    }
  } else expect(found, path).toEqual(expected)
}

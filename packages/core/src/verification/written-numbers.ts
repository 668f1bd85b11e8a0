/** Numbers as a document of JSON has them: null stands for what is none. */
export type WrittenNumbers = readonly (number | null)[]

/** Numbers read from a document. */
export function readBack(values: WrittenNumbers = []): number[] {
  return values.map((value) => value ?? Number.NaN)
}

/** Numbers as they would be read from a document: what is not finite is none, and zero has no sign. */
export function asWritten(values: readonly number[]): number[] {
  return values.map((value) => (Number.isFinite(value) ? value + 0 : Number.NaN))
}

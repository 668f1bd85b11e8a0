/**
 * Sums rows of a matrix, four at a time so that the sums are loaded and stored a quarter as often.
 *
 * @param values - [n, columns] row by row
 * @param order - its first `count` entries name the rows to add
 * @param sums - [columns] receives the sums
 */
export function sumRows(values: Float64Array, order: Int32Array, count: number, sums: Float64Array): void {
  const columns = sums.length
  sums.fill(0)
  let i = 0
  for (; i + 4 <= count; i += 4) {
    addFour(
      values,
      order[i]! * columns,
      order[i + 1]! * columns,
      order[i + 2]! * columns,
      order[i + 3]! * columns,
      sums,
    )
  }
  for (; i < count; i++) {
    const row = order[i]! * columns
    for (let c = 0; c < columns; c++) sums[c]! += values[row + c]!
  }
}

function addFour(
  values: Float64Array,
  r0: number,
  r1: number,
  r2: number,
  r3: number,
  sums: Float64Array,
): void {
  for (let c = 0; c < sums.length; c++) {
    sums[c]! += values[r0 + c]! + values[r1 + c]! + (values[r2 + c]! + values[r3 + c]!)
  }
}

/**
 * What a test of two groups' mean profiles needs of one labelling: squared distance of the means and traces of the groups'
 * scatter matrices M = Σ (x − x̄)(x − x̄)ᵀ and of their products. Each entry overwrites the one before.
 */
export interface LabelledMoments {
  /** ‖x̄_A − x̄_B‖² */
  distance: number
  /** tr M_A, tr M_B */
  readonly traces: [number, number]
  /** tr M_A², tr M_B² */
  readonly squares: [number, number]
  /** tr M_A M_B */
  cross: number
}

/**
 * Computes the moments of a labelling from the subjects of the first group, by the cheaper of two ways: from the R × R sums of
 * products of the levels, n_A·R²/2 steps a labelling, or from the N × N inner products of the subjects, about N·n_A.
 *
 * @param rows - float64 [N, R] row by row, its columns about their means over all subjects
 * @param few - n_A: how many entries of `order` are the first group
 * @param way - which way, where the cheaper one is not to be chosen
 */
export function labelledMoments(
  rows: Float64Array,
  levels: number,
  few: number,
  way: 'levels' | 'subjects' = levels * levels <= (2 * rows.length) / levels ? 'levels' : 'subjects',
): (order: Int32Array) => LabelledMoments {
  const norms = Float64Array.from({ length: rows.length / levels }, (_, i) => dot(rows, i, rows, i, levels))
  const sum = new Float64Array(levels)
  const moments: LabelledMoments = { distance: 0, traces: [0, 0], squares: [0, 0], cross: 0 }
  const many = norms.length - few
  const total = norms.reduce((all, norm) => all + norm, 0)
  const scatter = way === 'levels' ? levelScatter(rows, levels, few) : subjectScatter(rows, levels, few)
  return (order) => {
    sum.fill(0)
    let own = 0
    for (let k = 0; k < few; k++) {
      const i = order[k]!
      own += norms[i]!
      for (let r = 0; r < levels; r++) sum[r]! += rows[i * levels + r]!
    }
    const length = dot(sum, 0, sum, 0, levels)
    moments.distance = length * (1 / few + 1 / many) ** 2
    moments.traces[0] = Math.max(0, own - length / few)
    moments.traces[1] = Math.max(0, total - own - length / many)
    scatter(order, sum, length, moments)
    return moments
  }
}

type Scatter = (order: Int32Array, sum: Float64Array, length: number, moments: LabelledMoments) => void

/** From M_A and M_B = T − M_A − what lies between the groups. */
function levelScatter(rows: Float64Array, levels: number, few: number): Scatter {
  const subjects = rows.length / levels
  const all = new Float64Array(levels * levels)
  for (let i = 0; i < subjects; i++) addProducts(rows, i, levels, all)
  const own = new Float64Array(levels * levels)
  const [meanA, meanB] = [1 / few, 1 / (subjects - few)]
  return (order, sum, _, moments) => {
    own.fill(0)
    for (let k = 0; k < few; k++) addProducts(rows, order[k]!, levels, own)
    let [squareA, squareB, cross] = [0, 0, 0]
    for (let r = 0; r < levels; r++) {
      for (let s = 0; s <= r; s++) {
        const between = sum[r]! * sum[s]!
        const a = own[r * levels + s]! - meanA * between
        const b = all[r * levels + s]! - own[r * levels + s]! - meanB * between
        const times = s === r ? 1 : 2
        squareA += times * a * a
        squareB += times * b * b
        cross += times * a * b
      }
    }
    moments.squares[0] = squareA
    moments.squares[1] = squareB
    moments.cross = cross
  }
}

/** Adds the lower triangle of x xᵀ. */
function addProducts(rows: Float64Array, i: number, levels: number, into: Float64Array): void {
  for (let r = 0; r < levels; r++) {
    const value = rows[i * levels + r]!
    for (let s = 0; s <= r; s++) into[r * levels + s]! += value * rows[i * levels + s]!
  }
}

/**
 * From the inner products K_ij = x_i·x_j, since tr M_A M_B = Σ_ij ((x_i − x̄_A)·(x_j − x̄_B))². With c_i = x_i·Σ_A x, block sums of
 * K² and of c² give all three. One pass over the rows of A, from end to end: picking the columns of A out of them would cost more than
 * the others do.
 */
function subjectScatter(rows: Float64Array, levels: number, few: number): Scatter {
  const subjects = rows.length / levels
  const many = subjects - few
  const products = innerProducts(rows, levels)
  const none = subjects * subjects
  const rowSquares = new Float64Array(subjects)
  for (let i = 0; i < subjects; i++) {
    rowSquares[i] = dot(products, i, products, i, subjects)
  }
  const everything = rowSquares.reduce((sum, square) => sum + square, 0)
  const along = new Float64Array(subjects)
  const isFew = new Float64Array(subjects)
  return (order, _, length, moments) => {
    isFew.fill(0)
    for (let k = 0; k < few; k++) isFew[order[k]!] = 1
    along.fill(0)
    let [blockA, rowsOfA] = [0, 0]
    for (let k = 0; k < few; k++) rowsOfA += rowSquares[order[k]!]!
    for (let k = 0; k < few; k += 4) {
      const rowsAt = [k, k + 1, k + 2, k + 3].map((one) => (one < few ? order[one]! * subjects : none))
      blockA += addRows(products, rowsAt, along, isFew)
    }
    let [alongA, alongAll] = [0, 0]
    for (let j = 0; j < subjects; j++) {
      const square = along[j]! ** 2
      alongAll += square
      alongA += isFew[j]! * square
    }
    const alongB = alongAll - alongA
    const blockAB = rowsOfA - blockA
    const blockB = everything - rowsOfA - blockAB
    // Columns are about their means, so Σ_B x = −Σ_A x, and both groups' means lie along that vector.
    const squared = length * length
    moments.squares[0] = blockA - (2 * alongA) / few + squared / few ** 2
    moments.squares[1] = blockB - (2 * alongB) / many + squared / many ** 2
    moments.cross = blockAB - alongA / many - alongB / few + squared / (few * many)
  }
}

/** float64 [N + 1, N] inner products of the rows, and a row of zeros. */
function innerProducts(rows: Float64Array, levels: number): Float64Array {
  const subjects = rows.length / levels
  const products = new Float64Array((subjects + 1) * subjects)
  for (let i = 0; i < subjects; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(rows, i, rows, j, levels)
      products[i * subjects + j] = product
      products[j * subjects + i] = product
    }
  }
  return products
}

/** Adds four rows of products to the sums along A. @returns Σ of their squares over A */
function addRows(
  products: Float64Array,
  [a, b, c, d]: readonly number[],
  along: Float64Array,
  isFew: Float64Array,
): number {
  let block = 0
  for (let j = 0; j < along.length; j++) {
    const p = products[a! + j]!
    const q = products[b! + j]!
    const r = products[c! + j]!
    const s = products[d! + j]!
    along[j]! += p + q + r + s
    block += isFew[j]! * (p * p + q * q + r * r + s * s)
  }
  return block
}

function dot(a: Float64Array, i: number, b: Float64Array, j: number, levels: number): number {
  let sum = 0
  for (let r = 0; r < levels; r++) sum += a[i * levels + r]! * b[j * levels + r]!
  return sum
}

/** sfc32 (Doty-Humphrey, 2013, PractRand), and draws made of it. */
export function generator(seed) {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88, 1]
  const uniform = () => {
    const drawn = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + drawn) | 0
    return (drawn >>> 0) / 4294967296
  }
  for (let i = 0; i < 15; i++) uniform()
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  /** Student's t: without a variance at 2 df, with one of 3 at 3 df. */
  const studentT = (df) => () => {
    let squares = 0
    for (let i = 0; i < df; i++) squares += normal() ** 2
    return normal() / Math.sqrt(squares / df)
  }
  return { uniform, normal, studentT }
}

import { type Activation, activationFunction } from '@umbra/occlusion-wasm'
import { allPartsOf, type Expression } from './expression.js'

/** How far an activation may be from what a file spells out with constants of float32. */
const TOLERANCE = 2e-6

/** Of activations without settings, those that files spell out. */
const plain = [
  'relu',
  'relu6',
  'sigmoid',
  'tanh',
  'softplus',
  'swish',
  'gelu',
  'geluTanh',
  'hardSwish',
  'mish',
  'softsign',
  'logSigmoid',
  'tanhShrink',
  'selu',
] as const

/**
 * The activation that an expression is, of whatever operations: it has to agree on all of a grid from far below 0 to far above,
 * finest near 0 and where the expression's own constants lie. Undefined where it is none.
 */
export function recogniseActivation(expression: Expression): Activation | undefined {
  if (expression.op === 'activation' && expression.of.op === 'x') return expression.activation
  const f = functionOf(expression)
  const places = placesFor(expression)
  const values: number[] = []
  const valueAt = (i: number) => (values[i] ??= f(places[i]!))
  // A function that is small everywhere may be scaled up behind: it is measured by its own size.
  const size = GRID.reduce((most, _, i) => Math.max(most, Math.abs(valueAt(i)) || 0), 0)
  const near = TOLERANCE * Math.min(1, size)
  const found = candidates(f).find((candidate) => {
    const g = activationFunction(candidate)
    return places.every((x, i) => {
      const [value, expected] = [valueAt(i), g(x)]
      // Far out parts of a formula may be infinite where the whole is not.
      return !Number.isFinite(value) || Math.abs(value - expected) <= near + TOLERANCE * Math.abs(expected)
    })
  })
  const finite = places.every((x, i) => !found || Math.abs(x) > 80 || Number.isFinite(valueAt(i)))
  return finite ? found : undefined
}

/** Those without settings, and others with the only settings that they could have. */
function candidates(f: (x: number) => number): Activation[] {
  const found: Activation[] = plain.map((name) => ({ name }))
  const [least, most] = [f(-1e30), f(1e30)]
  if (least <= most && least > -1e29) {
    found.push({ name: 'clip', least, most: most < 1e29 ? most : Number.POSITIVE_INFINITY })
  }
  if (most < 1e29 && least < -1e29) found.push({ name: 'clip', least: Number.NEGATIVE_INFINITY, most })
  const slope = (f(0.125) - f(-0.125)) / 0.25
  if (slope > 0) found.push({ name: 'hardSigmoid', slope })
  const alpha = -f(-1)
  if (Number.isFinite(alpha)) found.push({ name: 'leakyRelu', alpha })
  return found
}

/** The places to compare at: ±10^k/8 and between, and around every constant of the expression. */
function placesFor(expression: Expression): number[] {
  const constants = allPartsOf(expression).flatMap((part) => {
    if (part.op === 'affine') return [part.scale, part.shift, -part.shift / part.scale]
    if (part.op !== 'activation') return []
    return Object.values(part.activation).filter((value) => typeof value === 'number')
  })
  const around = constants.flatMap((value) => [value, 0.999 * value, 1.001 * value, 1 / value])
  return [...GRID, ...[...around, ...around.map((value) => -value)].filter(Number.isFinite)]
}

const GRID = [
  ...Array.from({ length: 321 }, (_, i) => (i - 160) / 16),
  ...Array.from({ length: 260 }, (_, i) => 1.37 ** (i - 50)).flatMap((x) => [x, -x]),
].filter((x) => Math.abs(x) <= 1e30)

/** The function that an expression writes down, in float64. */
export function functionOf(expression: Expression): (x: number) => number {
  switch (expression.op) {
    case 'x':
      return (x) => x
    case 'affine': {
      const [of, { scale, shift }] = [functionOf(expression.of), expression]
      return (x) => scale * of(x) + shift
    }
    case 'activation': {
      const [of, f] = [functionOf(expression.of), activationFunction(expression.activation)]
      return (x) => f(of(x))
    }
    default: {
      const [left, right] = [functionOf(expression.left), functionOf(expression.right)]
      if (expression.op === 'sum') return (x) => left(x) + right(x)
      return expression.op === 'product' ? (x) => left(x) * right(x) : (x) => left(x) / right(x)
    }
  }
}

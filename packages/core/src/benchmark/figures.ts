import { GRID, INK, LINE, MUTED } from '../figures/palette.js'
import { figure, HEADING_HEIGHT, MARGIN, svg, text, translate } from '../figures/svg.js'
import { formatNumber } from '../words/format.js'
import type { Backend } from './backend.js'
import type { BenchmarkResult, WorkloadResult } from './result.js'
import { one, timedBySpeed } from './table.js'
import type { ScalingAxis } from './workload.js'

/** Umbra's own, and others: told apart by every common kind of colour vision. */
const COLOURS: Readonly<Record<Backend['family'], string>> = {
  incremental: '#01665e',
  batched: '#35978f',
  trainer: '#01665e',
  tfjs: '#bf812d',
  onnxruntime: '#8c510a',
  pytorch: '#6b4c9a',
}
const WIDTH = 820
const ROW = 22
const NAMES = 310
const NUMBERS = 110
const BARS = WIDTH - 2 * MARGIN - NAMES - NUMBERS

/** Bars of a workload's medians with their intervals, on a logarithmic scale. */
export function benchmarkBars(workload: WorkloadResult): string {
  const timed = timedBySpeed(workload)
  const scale = logScale(
    timed.flatMap(({ summary }) => [...summary!.interval, summary!.median]),
    BARS,
  )
  const height = timed.length * ROW
  const rows = timed.map(({ backend, summary, work }, i) => {
    const { median, interval } = summary!
    const y = i * ROW
    const middle = y + ROW / 2
    const whisker = { stroke: INK, 'stroke-width': 1.2 }
    const [low, high] = interval.map(scale.at) as [number, number]
    return [
      text(NAMES - 8, middle + 4, `${backend.name}${work?.extrapolated ? ' ≈' : ''}`, {
        'text-anchor': 'end',
      }),
      svg('rect', {
        x: NAMES,
        y: y + 4,
        width: scale.at(median),
        height: ROW - 8,
        fill: COLOURS[backend.family],
      }),
      svg('path', { d: `M${NAMES + low} ${middle}H${NAMES + high}`, ...whisker }),
      text(NAMES + Math.max(high, scale.at(median)) + 8, middle + 4, `${formatNumber(median)} ms`),
    ].join('')
  })
  return figure(
    {
      width: WIDTH,
      height: HEADING_HEIGHT + 30 + height + 34,
      title: workload.title,
      subtitle: `Milliseconds ${one(workload.unit)}, median and 95% interval, logarithmic scale; shorter is faster`,
      description: timed
        .map(({ backend, summary }) => `${backend.name}: ${formatNumber(summary!.median)} ms`)
        .join('; '),
    },
    translate(MARGIN, HEADING_HEIGHT + 24, gridLines(scale, NAMES, height), ...rows),
  )
}

interface Scale {
  at(value: number): number
  readonly ticks: readonly number[]
}

/** From the power of ten, or twice or five times one, below the least value to that above the largest. */
function logScale(values: readonly number[], length: number): Scale {
  const steps = [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((m) => m * 10 ** power))
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const low = steps.findLast((step) => step <= least * 0.9) ?? steps[0]!
  const high = steps.find((step) => step >= most) ?? steps.at(-1)!
  const span = Math.log(high / low)
  const inside = steps.filter((step) => step >= low && step <= high)
  return {
    at: (value) => (length * Math.log(Math.max(value, low) / low)) / span,
    ticks: inside.length > 9 ? inside.filter((step) => Number.isInteger(Math.log10(step))) : inside,
  }
}

function gridLines(scale: Scale, left: number, height: number): string {
  return scale.ticks
    .map((tick) => {
      const x = left + scale.at(tick)
      return (
        svg('path', { d: `M${x.toFixed(2)} 0V${height}`, stroke: GRID }) +
        text(x, height + 16, formatNumber(tick, 1), { 'text-anchor': 'middle', 'font-size': 10, fill: MUTED })
      )
    })
    .join('')
}

/** What a curve's axis may be: threads come from one workload, the rest from workloads that differ in it. */
export type CurveAxis = ScalingAxis | 'threads'

export const curveAxes: readonly CurveAxis[] = ['threads', 'images', 'window', 'width']

const AXES: Readonly<Record<CurveAxis, { readonly title: string; readonly label: string }>> = {
  threads: { title: 'More threads', label: 'threads' },
  images: { title: 'More images', label: 'images mapped together' },
  window: { title: 'Larger windows', label: 'window side in pixels, stride 1' },
  width: { title: 'Wider networks', label: 'factor on the number of filters' },
}
const PANEL = { width: 470, height: 240, left: 56 }

/** Milliseconds a map of one backend along an axis. */
interface Curve {
  readonly name: string
  readonly backend: Backend
  readonly values: readonly (readonly [at: number, ms: number])[]
}

/** Curves of milliseconds a map along an axis; undefined where fewer than two points were measured. */
export function scalingCurves(result: BenchmarkResult, axis: CurveAxis): string | undefined {
  const curves = axis === 'threads' ? curvesByThreads(result) : curvesByWorkload(result, axis)
  const places = [...new Set(curves.flatMap(({ values }) => values.map(([at]) => at)))].sort((a, b) => a - b)
  if (places.length < 2) return undefined
  const x = logScale(places, PANEL.width)
  const y = logScale(
    curves.flatMap(({ values }) => values.map(([, ms]) => ms)),
    PANEL.height,
  )
  const { title, label } = AXES[axis]
  const top = HEADING_HEIGHT + 16
  const described = curves.map(
    ({ name, values }) => `${name}: ${values.map(([at, ms]) => `${at}: ${formatNumber(ms)} ms`).join(', ')}`,
  )
  return figure(
    {
      width: WIDTH,
      height: top + PANEL.height + 54,
      title,
      subtitle: 'Milliseconds a map, median; both scales logarithmic',
      description: described.join('; '),
    },
    translate(MARGIN + PANEL.left, top, axesOf(places, x, y, label), ...labelledCurves(curves, x, y)),
  )
}

function curvesByWorkload({ workloads }: BenchmarkResult, axis: ScalingAxis): Curve[] {
  const points = workloads
    .filter(({ scaling }) => scaling?.axis === axis)
    .sort((a, b) => a.scaling!.at - b.scaling!.at)
    .flatMap(({ scaling, measurements }) =>
      measurements.map((measurement) => ({ at: scaling!.at, measurement })),
    )
    .filter(({ measurement }) => measurement.summary)
  const backends = new Map(points.map(({ measurement: { backend } }) => [backend.id, backend]))
  return [...backends.values()].map((backend) => ({
    name: backend.name,
    backend,
    values: points
      .filter(({ measurement }) => measurement.backend.id === backend.id)
      .map(({ at, measurement }) => [at, measurement.summary!.median] as const),
  }))
}

/** What was run with several numbers of threads, at the first workload of maps. */
function curvesByThreads({ workloads }: BenchmarkResult): Curve[] {
  const maps = workloads.find(({ task, scaling }) => task === 'map' && !scaling)
  const timed = maps?.measurements.filter(({ summary }) => summary) ?? []
  const kinds = new Set(timed.map(({ backend }) => `${backend.family}:${backend.build}`))
  return [...kinds].flatMap((kind) => {
    const own = timed.filter(({ backend }) => `${backend.family}:${backend.build}` === kind)
    if (own.length < 2) return []
    const { backend } = own[0]!
    const name = backend.name.replace(/, \d+ threads?$/, '')
    return [{ name, backend, values: own.map((m) => [m.backend.threads, m.summary!.median] as const) }]
  })
}

function axesOf(places: readonly number[], x: Scale, y: Scale, label: string): string {
  const { width, height } = PANEL
  const small = { 'font-size': 10, fill: MUTED }
  const rows = y.ticks.map((tick) => {
    const at = height - y.at(tick)
    return (
      svg('path', { d: `M0 ${at.toFixed(2)}H${width}`, stroke: GRID }) +
      text(-8, at + 4, formatNumber(tick, 1), { 'text-anchor': 'end', ...small })
    )
  })
  const columns = places.map((at) =>
    text(x.at(at), height + 16, String(at), {
      'text-anchor': 'middle',
      ...small,
    }),
  )
  return [
    ...rows,
    ...columns,
    svg('path', { d: `M0 ${height}H${width}`, stroke: LINE }),
    text(width / 2, height + 34, label, { 'text-anchor': 'middle' }),
  ].join('')
}

/** Names stand at the curves' ends, moved apart where they would touch. */
function labelledCurves(curves: readonly Curve[], x: Scale, y: Scale): string[] {
  const { width, height } = PANEL
  const ends = curves
    .map((curve) => ({ curve, y: height - y.at(curve.values.at(-1)![1]) }))
    .sort((a, b) => a.y - b.y)
  ends.forEach((end, i) => {
    if (i > 0) end.y = Math.max(end.y, ends[i - 1]!.y + 14)
  })
  return ends.map(({ curve: { backend, name, values }, y: labelY }) => {
    const colour = COLOURS[backend.family]
    // Solid where all threads run.
    const dash = / 1 thread$/.test(name) || backend.build === 'scalar' ? { 'stroke-dasharray': '5 3' } : {}
    const at = values.map(([place, ms]) => [x.at(place), height - y.at(ms)] as const)
    const path = at.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${px.toFixed(2)} ${py.toFixed(2)}`).join('')
    return [
      svg('path', { d: path, fill: 'none', stroke: colour, 'stroke-width': 1.8, ...dash }),
      ...at.map(([cx, cy]) => svg('circle', { cx, cy, r: 3, fill: colour })),
      text(width + 10, labelY + 4, shortened(name), { 'font-size': 10, fill: colour }),
    ].join('')
  })
}

/** There is room for some thirty characters beside a panel. */
function shortened(name: string): string {
  return name
    .replace('native, in Node', 'native')
    .replace('Umbra incremental', 'Umbra')
    .replace('TensorFlow.js', 'tfjs')
}

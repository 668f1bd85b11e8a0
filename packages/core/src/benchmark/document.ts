import { formatNumber, formatPercent } from '../words/format.js'
import { benchmarkBars, curveAxes, scalingCurves } from './figures.js'
import { machineSentences, workloadMarkdown } from './markdown.js'
import { recommendation } from './recommendation.js'
import type { BenchmarkResult, WorkloadResult } from './result.js'
import { timedBySpeed } from './table.js'

/** A benchmark's result, and the short name it goes by in files: `node`, `browser`. */
export interface NamedResult {
  readonly name: string
  readonly result: BenchmarkResult
}

/** A figure, and the name of its file without `.svg`. */
export interface NamedFigure {
  readonly name: string
  readonly svg: string
}

/** Bars of each workload, and a curve for each axis of scaling. */
export function benchmarkFigures(result: BenchmarkResult): NamedFigure[] {
  const bars = result.workloads
    .filter((workload) => !workload.scaling && timedBySpeed(workload).length > 0)
    .map((workload) => ({ name: fileName(workload), svg: benchmarkBars(workload) }))
  const curves = curveAxes.flatMap((axis) => {
    const svg = scalingCurves(result, axis)
    return svg ? [{ name: `scaling-${axis}`, svg }] : []
  })
  return [...bars, ...curves]
}

function fileName({ id }: WorkloadResult): string {
  return id.replaceAll('/', '-')
}

/**
 * docs/benchmarks.md and its figures: all that is said there follows from the results.
 *
 * @param results - in the order of their sections
 */
export function benchmarkDocument(results: readonly NamedResult[]): {
  readonly markdown: string
  readonly figures: readonly NamedFigure[]
} {
  const figures = results.flatMap(({ name, result }) =>
    benchmarkFigures(result).map((figure) => ({ ...figure, name: `benchmark-${name}-${figure.name}` })),
  )
  const sections = results.map((named) => resultSection(named, figures))
  const markdown = [INTRODUCTION, ...sections, ...results.flatMap(floorSection), METHOD, LIMITS, AGAIN].join(
    '\n\n',
  )
  return { markdown: `${markdown}\n`, figures }
}

const TITLES: Readonly<Record<string, string>> = {
  node: 'In Node',
  imagenet: 'Networks people use for photographs, in Node',
  browser: 'In a browser',
}

function resultSection({ name, result }: NamedResult, figures: readonly NamedFigure[]): string {
  const drawn = (figure: string, words: string) => {
    const path = `benchmark-${name}-${figure}`
    return figures.some((each) => each.name === path) ? [`![${words}](figures/${path}.svg)`] : []
  }
  const workloads = result.workloads.filter(({ scaling }) => !scaling)
  return [
    `## ${TITLES[name] ?? name}`,
    recommendation(result)
      .map((sentence) => `- ${sentence}`)
      .join('\n'),
    machineSentences(result).join(' '),
    ...(result.complete ? [] : ['This benchmark was interrupted: some workloads are missing.']),
    ...workloads.flatMap((workload) => [
      `#${workloadMarkdown(workload, result)}`,
      ...drawn(fileName(workload), workload.title),
    ]),
    ...curveAxes.flatMap((axis) => drawn(`scaling-${axis}`, `Milliseconds a map by ${axis}`)),
  ].join('\n\n')
}

/** What the machine's arithmetic allows: multiply-adds that the engine cannot leave out, at the peak of all its threads. */
function floorSection({ name, result }: NamedResult): string[] {
  const rows = result.workloads
    .filter(({ task, scaling }) => task === 'map' && !scaling)
    .flatMap((workload) => {
      const [best] = timedBySpeed(workload)
        .filter(({ backend }) => backend.family === 'incremental' && backend.build === 'simd')
        .reverse()
      if (!best?.multiplyAdds || !result.peaks.simd) return []
      const floor = (best.multiplyAdds / (result.peaks.simd * best.backend.threads)) * 1000
      const { median } = best.summary!
      const cells = [
        workload.id,
        formatNumber(workload.multiplyAdds! / 1e6, 4),
        formatNumber(best.multiplyAdds / 1e6),
        `1/${formatNumber(workload.multiplyAdds! / best.multiplyAdds, 2)}`,
        formatNumber(floor, 2),
        formatNumber(median),
        formatPercent(floor / median, 0),
      ]
      return [`| ${cells.join(' | ')} |`]
    })
  if (rows.length === 0) return []
  return [
    [
      `## The physical limit${name === 'node' ? '' : ` (${(TITLES[name] ?? name).toLowerCase()})`}`,
      'A thread can do no more multiply-adds a second than its registers allow: the peak, measured by chains that load nothing.' +
        ' The engine counts those it does for windows; divided by the peak of its threads they are the least time that its' +
        ' method could take on this machine. What remains is finding what has changed, moving it, pooling, and the uncovered image.',
      [
        '| workload | M multiply-adds, plain way | done | share | ms at peak | ms measured | of peak |',
        '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
        ...rows,
      ].join('\n'),
    ].join('\n\n'),
  ]
}

const INTRODUCTION = `# Benchmarks

Which backend should I use on this machine? \`umbra bench\` answers that for yours; the studio's benchmark page does for your
browser. This page is what they said where it was made: \`npm run benchmarks\` measures, keeps every single time in
docs/benchmarks ([Node](benchmarks/node.json), [browser](benchmarks/browser.json), [ImageNet](benchmarks/imagenet.json)), and writes this page from it. A test holds the page to those files.`

const METHOD = `## Method

- **Right first.** Before anything is timed, a backend scores the first images, uncovered and under some of the windows,
  and is compared with a float64 reference that shares no code with any of them. A difference above 10⁻⁴ of the largest score is
  shown as wrong and not timed. What comes out of the timed work itself (maps, logits, the loss of every training step) must agree
  among backends too; the first training loss is checked against the reference.
- **Alone.** Each backend has a process (in a page, a worker) of its own, started for one workload: one build of TensorFlow.js
  cannot disturb another, peak memory is the process's own, and a crash loses one row.
- **Warm.** Every backend runs for 0.4 s or more, twice at least, before it is timed. Libraries that take batches of covered copies
  are tried with 16, 64 and 256 at once and given the fastest; of large images with 1, 4 and 16, or given 4 where that would take long.
- **In turn.** Rounds go through all backends in a new random order each. A sample lasts at least 60 ms or is repeated until
  it does. Ratios are taken within rounds, so that a moment that slows all down cancels out.
- **With intervals.** Shown are medians and their distribution-free 95% intervals, two order statistics of at least six samples.
- **Whole work.** A map is timed from pixels to pixels: covering, scoring, spreading. TensorFlow.js, ONNX Runtime and PyTorch get
  the loop a good user writes, covered copies in batches, not Umbra's mask kernel; PyTorch's is Captum's method without its overhead.
  The step of a training excludes starting and ending it.
- **Less for the slow.** A backend that cannot finish a sample in its share of the time gets fewer images or, where one map is too
  long, some of its windows, or a part of a training batch. Such rows carry ≈, and the note under the table says what was computed from what.
  The pass over the uncovered image, which all windows share, counts once, whoever computes it.
- **Networks people use.** \`--tasks imagenet\` makes maps of ResNet-18 and 50, MobileNetV2, VGG16, EfficientNet-B0, DenseNet-121 and
  Inception-v3 at 224×224 (299×299), of torchvision's shapes; tests hold multiply-adds and weights to the published figures. Weights
  are drawn from a seed, uniformly after He et al. (2015); the norm behind each convolution is folded into it and calibrated, layer by
  layer, so that what comes out has a mean square of 1 on the image mapped. That image is noise with the spectrum of photographs.
  Activations are as dense as in trained networks, about half of them zero behind a ReLU, but the maps mean nothing.
- **Counted.** Multiply-adds are those the engine counts, for the others those of every covered copy through the whole network.
  The share of peak is taken of the build that ran, on all its threads; native libraries have wider vectors and fused
  multiply-adds and get none.`

const LIMITS = `## Limits

- One machine, virtual, two cores. Ratios carry over to others better than times; neither does so exactly.
- Samples that follow each other are not quite independent, so the true coverage of an interval may be below what it says.
  Two benchmarks of one machine can differ by more than either's interval: \`--compare\` asks for a shift of more than 5% besides
  significance, and says if the machine's own peak has moved.
- The networks other than the digit CNN are untrained and their images noise: nothing is background there, so that hardly anything
  can be skipped. colour-32 and colour-64 are small and without strides, which is kind to the incremental engine: much of a map is
  the same under every window until late. Networks people use have strides, and are measured by \`--tasks imagenet\`.
- Behind a gate on channels (squeeze and excitation: EfficientNet, MobileNetV3) everything changes under every window, and nothing is
  left to save: there WebAssembly's vectors of four meet a native library's of sixteen, and exponentials count as much as products.
- A map extrapolated from a few covered copies leaves out how time varies between windows; of libraries that run every copy whole
  it hardly does.
- Training is checked by its losses, not by its gradients; those have tests of their own.
- Without a graphics card, \`webgl\` and \`webgpu\` are computed on the processor. What they do on one is not shown here.
- PyTorch and ONNX Runtime are as their packages come, with their default settings but for the number of threads.`

const AGAIN = `## Measuring again

\`\`\`sh
npm ci && npm run build
npm run benchmarks                       # some six minutes on a machine that does nothing else, then this page
npm run benchmarks -- --only imagenet    # networks for photographs, an hour or so with every backend
npm run benchmarks -- --document         # this page alone, from docs/benchmarks
npx umbra bench --compare docs/benchmarks/node.json --tasks map
\`\`\`

ONNX Runtime takes part where \`npm install onnxruntime-node onnxruntime-web\` has been run in the folder the command is
started from, TensorFlow.js's native backend with \`@tensorflow/tfjs-node\`, PyTorch where \`--python\` names a Python that has it.
A kernel is measured by \`npm run bench\`, and where an epoch's time goes by \`packages/core/bench/training\`.`

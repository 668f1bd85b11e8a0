import {
  createExplainer,
  type Explainer,
  type Explanation,
  limitOf,
  loadModel,
  type OcclusionOptions,
  sensitivityScale,
} from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { colourPixel, PixelPainter } from '../canvas/pixel-painter.js'

const OPTIONS = ['window', 'stride', 'baseline', 'score', 'target'] as const
const explainers = new Map<string, Promise<Explainer>>()

/**
 * An occlusion map as an element:
 *
 *     <umbra-map model="model/model.json" src="six.png" target="6"></umbra-map>
 *
 * Attributes: `model`, the address of a LayersModel's model.json; `src`, a picture, which is drawn to the model's input size
 * (28×28 for the digit CNN); and `window`, `stride`, `baseline`, `score` and `target`, as the command line takes them. Instead
 * of `src`, the property `image` takes a Float32Array [H, W, C] in 0 … 1. When the map is drawn the element sends
 * `umbra-explained`, whose `detail` is the `Explanation` of `@umbra/core`; where something is wrong, `umbra-failed` with the error.
 */
export class UmbraMap extends HTMLElement {
  static readonly observedAttributes = ['model', 'src', ...OPTIONS]
  readonly #canvas = document.createElement('canvas')
  #image: Float32Array | undefined
  #wanted = 0

  constructor() {
    super()
    this.#canvas.setAttribute('role', 'img')
    Object.assign(this.#canvas.style, { width: '100%', imageRendering: 'pixelated', display: 'block' })
    this.attachShadow({ mode: 'open' }).append(this.#canvas)
  }

  connectedCallback(): void {
    this.style.display ||= 'inline-block'
    this.style.width ||= '14rem'
    this.#request()
  }

  attributeChangedCallback(name: string): void {
    if (name === 'src') this.#image = undefined
    if (this.isConnected) this.#request()
  }

  set image(pixels: Float32Array) {
    this.#image = pixels
    if (this.isConnected) this.#request()
  }

  /** Attributes set together are one wish; a later wish overtakes an earlier one. */
  #request(): void {
    const wish = ++this.#wanted
    queueMicrotask(() => {
      if (wish === this.#wanted) void this.#explain(wish)
    })
  }

  async #explain(wish: number): Promise<void> {
    const model = this.getAttribute('model')
    const src = this.getAttribute('src')
    if (!model || !(src || this.#image)) return
    try {
      const explainer = await explainerOf(new URL(model, document.baseURI).href)
      const data = this.#image ?? (await pixelsOf(src!, explainer.inputShape))
      const options = readOptions(this.#texts()) as OcclusionOptions
      const explanation = await explainer.explain({ data, shape: [1, ...explainer.inputShape] }, options)
      if (wish !== this.#wanted) return
      this.#paint(explanation, explainer.inputShape)
      this.dispatchEvent(new CustomEvent('umbra-explained', { detail: explanation, bubbles: true }))
    } catch (error) {
      this.dispatchEvent(new CustomEvent('umbra-failed', { detail: error, bubbles: true }))
    }
  }

  #texts(): Record<string, string> {
    const given = OPTIONS.filter((name) => this.hasAttribute(name))
    return Object.fromEntries(given.map((name) => [name, this.getAttribute(name)!]))
  }

  #paint({ maps, target, grid }: Explanation, [height, width, channels]: Explainer['inputShape']): void {
    const depth = grid.channelWise ? channels : 1
    const map = Float32Array.from({ length: height * width }, (_, i) => {
      const values = maps.data.subarray(i * depth, (i + 1) * depth)
      return values.reduce((sum, value) => sum + value, 0) / depth
    })
    const limit = limitOf([map])
    const scale = sensitivityScale([limit])
    this.#canvas.width = width
    this.#canvas.height = height
    new PixelPainter(this.#canvas).paint((i) => colourPixel(scale.colour(map[i]!)))
    const label = `Occlusion map of class ${target[0]}, from −${limit} (blue) to ${limit} (red)`
    this.#canvas.setAttribute('aria-label', label)
    this.#canvas.title = label
  }
}

/** One explainer for a model, whoever shows its maps. */
function explainerOf(model: string): Promise<Explainer> {
  let explainer = explainers.get(model)
  if (!explainer) {
    explainer = loadModel(model).then((artifacts) => createExplainer(artifacts))
    explainers.set(model, explainer)
    explainer.catch(() => explainers.delete(model))
  }
  return explainer
}

/** A picture drawn to the model's input size: grey by luma (ITU-R BT.601), or red, green and blue. */
async function pixelsOf(
  src: string,
  [height, width, channels]: Explainer['inputShape'],
): Promise<Float32Array> {
  const picture = new Image()
  picture.src = src
  await picture.decode()
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')!
  context.drawImage(picture, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height)
  return Float32Array.from({ length: height * width * channels }, (_, i) => {
    const at = 4 * Math.floor(i / channels)
    if (channels > 1) return data[at + (i % channels)]! / 255
    return (0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!) / 255
  })
}

customElements.define('umbra-map', UmbraMap)

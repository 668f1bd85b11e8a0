import {
  createExplainer,
  type Explainer,
  type Explanation,
  fitImage,
  limitOf,
  loadModel,
  meanOverChannels,
  type OcclusionOptions,
  sensitivityScale,
} from '@umbra/core'
import { readOptions } from '@umbra/core/notation'
import { colourPixel, PixelPainter } from '../canvas/pixel-painter.js'
import { picturePixels } from '../drawing/picture-pixels.js'

const OPTIONS = ['window', 'stride', 'baseline', 'score', 'target'] as const
const explainers = new Map<string, Promise<Explainer>>()

/**
 * An occlusion map as an element:
 *
 *     <umbra-map model="model/model.json" src="six.png" target="6"></umbra-map>
 *
 * Attributes: `model`, the address of a model's file, of any format; `src`, a picture, which is stretched to the model's input size
 * (28×28 for the digit CNN); and `window`, `stride`, `baseline`, `score` and `target`, as the command line takes them, but for baselines
 * over data that an element has not: `train-mean` and `marginal` are refused, and `mean` is the image's own. Instead
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

  #paint({ maps, target }: Explanation, [height, width]: Explainer['inputShape']): void {
    const map = meanOverChannels(maps.data, new Float32Array(height * width))
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
    explainer = loadModel(model).then((loaded) => createExplainer(loaded, { lent: true }))
    explainers.set(model, explainer)
    explainer.catch(() => explainers.delete(model))
  }
  return explainer
}

/** A picture stretched to the model's input size, as `umbra explain --fit stretch` does. */
async function pixelsOf(src: string, inputShape: Explainer['inputShape']): Promise<Float32Array> {
  const image = new Image()
  image.src = src
  await image.decode()
  const [height, width] = inputShape
  // Drawings without a size of their own take the model's.
  const size = { width: image.naturalWidth || width, height: image.naturalHeight || height }
  const picture = picturePixels(image, size, 'picture')
  return fitImage(picture, inputShape, { fit: 'stretch' }).data
}

customElements.define('umbra-map', UmbraMap)

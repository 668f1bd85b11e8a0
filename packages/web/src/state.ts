import { batch, computed, effect, signal } from '@preact/signals'
import { centreDigit } from '@umbra/core'
import { EXAMPLE } from './drawing/example-digit.js'
import { imageText, pixelsOfText } from './drawing/image-text.js'
import { PAD_SIZE, Pad } from './drawing/pad.js'
import type { OptionTexts } from './options/option-field.js'

/** The whole of what the page shows, all of it in its address, except models and files a person brought. */

export const views = ['draw', 'compare', 'versus', 'train', 'benchmark', 'open'] as const
export type View = (typeof views)[number]

/** Pixels along each side of the image the network sees. */
export const SIZE = 28

/** Where the image came from: what a command would name, and what is shown as its name. */
export type ImageSource =
  | { readonly kind: 'drawing' }
  /** Out of an address: the image as the network sees it, not what was drawn. */
  | { readonly kind: 'image' }
  | { readonly kind: 'sample'; readonly index: number; readonly label?: number }
  /** Such a sample, which nobody chose: it makes way for the first stroke. */
  | { readonly kind: 'example'; readonly index: number }
  /** With the options that make the same of it at the command line, where there are any. */
  | { readonly kind: 'file'; readonly name: string; readonly options?: readonly string[] }

/** One object for all drawings, so that a stroke does not look like a change of source. */
const DRAWING: ImageSource = { kind: 'drawing' }

export const view = signal<View>('draw')
export const pad = signal(new Pad())
/** Bytes [28 × 28], as the network sees it. */
export const image = signal<Uint8Array>(new Uint8Array(SIZE * SIZE))
export const source = signal<ImageSource>(DRAWING)
/** Options that differ from their defaults. */
export const occlusion = signal<OptionTexts>({})
export const study = signal<OptionTexts>({})
export const training = signal<OptionTexts>({})
/** What is compared: two classes, every two, or two under other choices. */
export const comparisons = ['study', 'pairs', 'robustness'] as const
export type Comparison = (typeof comparisons)[number]
export const comparison = signal<Comparison>('study')
/** Rectangles drawn as regions, as `compare/rectangles.ts` writes them; empty where regions are bands or a grid. */
export const drawnRegions = signal('')
/** How pictures of a person's own folders are made fit, where that differs from the defaults. */
export const preparing = signal<OptionTexts>({})
/** What a study is repeated over, where that differs from the defaults. */
export const grid = signal<OptionTexts>({})
/** What computes maps: never a graphics card unless chosen, since bits hang on it. */
export const computings = ['auto', 'wasm', 'webgpu', 'webgl'] as const
export const computing = signal<(typeof computings)[number]>('auto')
/** Which of the site's own networks is in use, where no other is. */
export const network = signal<'digits' | 'shapes'>('digits')
/** How photographs are explained, where that differs from the defaults. */
export const photoOcclusion = signal<OptionTexts>({})
/** Which network the one in use is compared with, where that is not the first offered; `own` is one that a person opened. */
export const rivals = ['replicate', 'untrained', 'digits', 'shapes', 'own'] as const
export type Rival = (typeof rivals)[number]
export const rival = signal<Rival | undefined>(undefined)
/** How the maps of two networks are made, where that differs from the defaults. */
export const versusOcclusion = signal<OptionTexts>({})
/** How many of the training images to train on. */
export const trainingImages = signal(60_000)

export const blank = computed(() => image.value.every((value) => value === 0))

/** When an image was drawn, on the page's clock: how long its map took is counted from there. */
export const drawnAt = new WeakMap<Uint8Array, number>()

/** Shows what was just drawn. */
export function showDrawing(drawn: Pad): void {
  const at = performance.now()
  const centred = centreDigit({ data: drawn.pixels, width: PAD_SIZE, height: PAD_SIZE }, [SIZE, SIZE])
  drawnAt.set(centred, at)
  batch(() => {
    pad.value = drawn
    source.value = DRAWING
    image.value = centred
  })
}

/** Shows an image as it is: a sample, a file, or one out of an address. */
export function showImage(pixels: Uint8Array, from: ImageSource): void {
  batch(() => {
    pad.value = Pad.of(pixels, SIZE)
    source.value = from
    image.value = pixels
  })
}

/** Shows the digit that is there before anybody has drawn. */
export function showExample(): void {
  showImage(pixelsOfText(EXAMPLE.image, SIZE * SIZE)!, { kind: 'example', index: EXAMPLE.index })
}

/** What the address calls an empty pad; one that says nothing of an image has the example. */
const NO_IMAGE = 'none'

const groups = [
  ['', occlusion],
  ['photo.', photoOcclusion],
  ['versus.', versusOcclusion],
  ['study.', study],
  ['train.', training],
  ['pictures.', preparing],
  ['grid.', grid],
] as const

/** The state as the query of an address; what is at its default is left out. */
export function queryOfState(): string {
  const query = new URLSearchParams()
  if (view.value !== 'draw') query.set('view', view.value)
  if (network.value !== 'digits') query.set('network', network.value)
  for (const [prefix, texts] of groups) {
    for (const [key, text] of Object.entries(texts.value)) query.set(prefix + key, text)
  }
  // A person's own file is not in the address.
  if (rival.value && rival.value !== 'own') query.set('versus.with', rival.value)
  if (comparison.value !== 'study') query.set('comparison', comparison.value)
  if (drawnRegions.value) query.set('regions', drawnRegions.value)
  if (trainingImages.value !== 60_000) query.set('train.images', String(trainingImages.value))
  if (computing.value !== 'auto') query.set('computing', computing.value)
  const from = source.value
  if (from.kind === 'sample') query.set('sample', String(from.index))
  if (from.kind !== 'example') query.set('image', blank.value ? NO_IMAGE : imageText(image.value))
  // Commas and colons are safe in a query, and easier to read as they are.
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  return text && `?${text}`
}

/** Takes the state out of an address; what it does not understand it leaves alone. */
export function restoreState(search: string): void {
  const query = new URLSearchParams(search)
  const wanted = query.get('view')
  view.value = views.find((name) => name === wanted) ?? 'draw'
  network.value = query.get('network') === 'shapes' ? 'shapes' : 'digits'
  for (const [prefix, texts] of groups) texts.value = textsOf(query, prefix)
  const other = query.get('versus.with')
  rival.value = rivals.find((name) => name === other) ?? (rival.peek() === 'own' ? 'own' : undefined)
  trainingImages.value = countOf(query.get('train.images')) ?? 60_000
  comparison.value = comparisons.find((name) => name === query.get('comparison')) ?? 'study'
  drawnRegions.value = query.get('regions') ?? ''
  const on = query.get('computing')
  computing.value = computings.find((name) => name === on) ?? 'auto'
  const text = query.get('image') ?? ''
  const pixels = pixelsOfText(text, SIZE * SIZE)
  const index = countOf(query.get('sample'))
  if (pixels) showImage(pixels, index === undefined ? { kind: 'image' } : { kind: 'sample', index })
  else if (text === NO_IMAGE) showDrawing(new Pad())
  else showExample()
}

const OWN = new Set([
  ...['view', 'network', 'computing', 'image', 'sample', 'train.images'],
  ...['versus.with', 'comparison', 'regions'],
])

function textsOf(query: URLSearchParams, prefix: string): OptionTexts {
  const entries = [...query].filter(
    ([key]) => !OWN.has(key) && key.startsWith(prefix) && (prefix !== '' || !key.includes('.')),
  )
  return Object.fromEntries(entries.map(([key, text]) => [key.slice(prefix.length), text]))
}

function countOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

/** The page's address, a moment after the last change of the state: browsers limit how often it may change. */
export const address = signal(location.href)

/** Keeps the address in step with the state. */
export function followAddress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = () => {
    history.replaceState(null, '', `./${queryOfState()}`)
    address.value = location.href
  }
  effect(() => {
    // Only looked at: while the pen moves, the address is not spelled out at every movement.
    for (const part of [
      view,
      network,
      computing,
      photoOcclusion,
      versusOcclusion,
      rival,
      occlusion,
      study,
      training,
      comparison,
      drawnRegions,
      preparing,
      grid,
      trainingImages,
      source,
      image,
    ])
      void part.value
    clearTimeout(timer)
    timer = setTimeout(write, 250)
  })
  addEventListener('popstate', () => restoreState(location.search))
}

/** Goes to a view, so that Back comes back. */
export function goTo(next: View): void {
  if (next === view.value) return
  history.replaceState(null, '', `./${queryOfState()}`)
  view.value = next
  history.pushState(null, '', `./${queryOfState()}`)
}

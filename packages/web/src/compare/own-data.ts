import { batch, computed, effect, signal } from '@preact/signals'
import { folderOf, type PickedFile } from '../folders/picked-file.js'
import { client, drawsDigits, model } from '../live-map.js'
import { comparison, preparing, study } from '../state.js'
import { isAbort, StudioError } from '../studio-error.js'
import type { DataChoice, FoundData } from '../worker/protocol.js'

/** Files of folders that a person brought, to compare classes of; none means MNIST. */
export const picked = signal<readonly PickedFile[]>([])
/** What was found in them for the model in use. */
export const found = signal<FoundData | undefined>(undefined)
export const dataError = signal<Error | undefined>(undefined)
export const looking = signal(false)
/** What was set for a person, since the data ask for it. */
export const setForData = signal('')

/** What images are drawn from. @returns undefined while there is nothing that suits the model */
export const dataChoice = computed((): DataChoice | undefined => {
  if (picked.value.length > 0) return { picked: picked.value }
  return drawsDigits.value ? 'mnist' : undefined
})

/** What the command line calls the data; undefined of MNIST. */
export const dataPath = computed(() => {
  const files = picked.value
  if (files.length === 0) return undefined
  return files.length === 1 && /\.npz$/i.test(files[0]!.path) ? files[0]!.path : folderOf(files).root
})

/** Names of classes there are images of, by index; undefined where they are MNIST's. */
export const classesFound = computed(() => {
  const data = found.value
  return data?.classNames.flatMap((name, index) => {
    const count = data.counts[index]!
    return count > 0 ? [{ index, name, count }] : []
  })
})

/** Takes folders up beside those there are already; one brought again replaces itself. */
export function addFiles(files: readonly PickedFile[]): void {
  const paths = new Set(files.map(({ path }) => path.split('/')[0]))
  picked.value = [...picked.peek().filter(({ path }) => !paths.has(path.split('/')[0])), ...files]
}

/** Back to MNIST, or to nothing. */
export function letGoOfData(): void {
  batch(() => {
    picked.value = []
    found.value = undefined
    dataError.value = undefined
    setForData.value = ''
    // Of other data: they would be other classes.
    const { classes: _, images: __, ...others } = study.peek()
    study.value = others
  })
}

/** What of the model in use decides how data are read; what the worker gets must be plain. */
export function takesOf(opened: NonNullable<typeof model.value>) {
  const { inputShape, classes, classNames } = opened
  return { inputShape, classes, classNames }
}

let wish = 0

/** Looks into the data whenever they, or the model, change. */
export function followData(): () => void {
  return effect(() => {
    const [files, opened, prepared] = [picked.value, model.value, preparing.value]
    if (files.length === 0 || !opened) return
    void look(files, opened, prepared, ++wish)
  })
}

async function look(
  files: readonly PickedFile[],
  opened: NonNullable<typeof model.value>,
  prepared: typeof preparing.value,
  own: number,
): Promise<void> {
  looking.value = true
  try {
    const data = await client.call('lookIntoData', {
      ...{ picked: files, takes: takesOf(opened), preparing: prepared },
    })
    if (own !== wish) return
    batch(() => {
      found.value = data
      dataError.value = undefined
      fitOptions(data)
    })
  } catch (error) {
    if (own !== wish || isAbort(error)) return
    batch(() => {
      found.value = undefined
      dataError.value = error instanceof Error ? error : new StudioError('DATA', String(error))
    })
  } finally {
    if (own === wish) looking.value = false
  }
}

/** Classes that there are images of, and no more of them than there are: what cannot be as it was is set, and said. */
function fitOptions({ counts, classNames }: FoundData): void {
  const there = counts.flatMap((count, k) => (count > 0 ? [k] : []))
  const { classes = '6,8', images = '200', ...others } = study.peek()
  const indices = classes.split(',').map((part) => (part === 'rest' ? part : Number(part)))
  const known = indices.every((k) => k === 'rest' || there.includes(k))
  const [a, b] = known ? indices : there
  if (a === undefined || b === undefined) return
  const compared = comparison.peek() === 'pairs' ? there : [a, b].filter((k): k is number => k !== 'rest')
  const fewest = Math.min(...compared.map((k) => counts[k]!))
  const short = images !== 'all' && Number(images) > fewest
  const texts = { ...others, classes: `${a},${b}`, images: short ? 'all' : images }
  if (texts.images === '200') Reflect.deleteProperty(texts, 'images')
  study.value = texts
  setForData.value = short
    ? `There are no ${images} images of ${compared.map((k) => classNames[k]).join(' and ')} each: all there are will be compared`
    : ''
}

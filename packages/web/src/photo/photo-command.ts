import { computed } from '@preact/signals'
import { optionFlag, shellLine } from '@umbra/core/notation'
import { ownModel } from '../live-map.js'
import { photoOcclusion } from '../state.js'
import { photoRefusal, picture, placement, seen } from './photo.js'

/** The image as the network sees it, as the page saves it and a command reads it. */
export const SEEN_FILE = 'seen.png'

/** The command that makes the map on show, beside the files it names. */
export const photoCommand = computed(() => {
  const [own, now, shown] = [ownModel.value, seen.value, picture.value]
  if (!own || !now || !shown) return undefined
  const settings = 'files' in own.choice ? (own.choice.settings ?? {}) : {}
  const file = now.exact ? named(shown.name) : SEEN_FILE
  const fit = now.exact ? ['--fit', placement.value.fit] : []
  const options = { ...settings, ...(photoRefusal.value?.instead ?? photoOcclusion.value) }
  const flags = Object.entries(options).flatMap(([key, text]) => [optionFlag(key), text])
  return shellLine(['umbra', 'explain', file, '--model', named(own.path), ...fit, ...flags])
})

/** A file whose name is no option. */
function named(name: string): string {
  return name.startsWith('-') ? `./${name}` : name
}

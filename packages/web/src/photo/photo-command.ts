import { computed } from '@preact/signals'
import { shellLine } from '@umbra/core/notation'
import { flags, named } from '../command.js'
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
  const options = flags({ ...settings, ...(photoRefusal.value?.instead ?? photoOcclusion.value) })
  return shellLine(['umbra', 'explain', file, '--model', named(own.path), ...fit, ...options])
})

import { shellLine } from '@umbra/core/notation'
import { DIGIT_FILE, flags, named } from '../command.js'
import { isDigits } from '../digits.js'
import { drawsDigits, type OwnModel, ownModel } from '../live-map.js'
import { picture, placement } from '../photo/photo.js'
import { source } from '../state.js'
import { rivalModel, type SideNumber, sides } from './sides.js'

/** The image as either network sees it, where the command line would decode the picture's file otherwise. */
export const SEEN_FILES = ['seen-first.png', 'seen-second.png'] as const

/** The command that makes one network's map; undefined while there is none. Its options are all named, so that both are of one class. */
export function versusCommand(n: SideNumber): string | undefined {
  const side = sides[n].value
  const [own, asked] = [n === 0 ? ownModel.value : rivalModel.value?.own, side?.asked]
  if (!side || !asked) return undefined
  const settings = own && 'files' in own.choice ? (own.choice.settings ?? {}) : {}
  return shellLine([
    'umbra',
    'explain',
    ...pictured(n),
    ...modelFlag(own),
    ...flags({ ...settings, ...asked }),
  ])
}

function modelFlag(own: OwnModel | undefined): string[] {
  return own ? ['--model', named(own.path)] : []
}

function pictured(n: SideNumber): string[] {
  const { exact, shape } = sides[n].value!.given
  if (drawsDigits.value && isDigits(shape)) {
    const from = source.value
    return from.kind === 'sample' || from.kind === 'example' ? ['--index', String(from.index)] : [DIGIT_FILE]
  }
  const file = drawsDigits.value ? DIGIT_FILE : named(picture.value!.name)
  return exact ? [file, '--fit', placement.value.fit] : [SEEN_FILES[n]]
}

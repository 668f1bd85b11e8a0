import { InputError } from '../errors.js'

/** How many classes ImageNet's challenge has. */
const IMAGENET = 1000

/**
 * Names of a model's classes as settings give them: a list as it is, `imagenet` as the names of that challenge's thousand, with `background`
 * before them where there is one output more. The names load when they are first asked for.
 *
 * @param outputs - of the model, where that is known by now
 * @throws InputError CLASS_NAMES for `imagenet` and a model of another number of outputs
 */
export async function resolvedClassNames(
  names: 'imagenet' | readonly string[],
  outputs: number | undefined,
): Promise<string[]> {
  if (names !== 'imagenet') return [...names]
  const { imagenetClasses } = await import('./imagenet-classes.js')
  if (outputs === IMAGENET + 1) return ['background', ...imagenetClasses]
  if (outputs === undefined || outputs === IMAGENET) return [...imagenetClasses]
  throw new InputError(
    'CLASS_NAMES',
    `imagenet names ${IMAGENET} classes, or ${IMAGENET + 1} with a background first; the model has ${outputs} outputs`,
  )
}

/** What is said of a model with as many outputs as ImageNet has classes, and no names for them. */
export function imagenetNote(outputs: number | undefined): string | undefined {
  if (outputs !== IMAGENET && outputs !== IMAGENET + 1) return undefined
  return `it has ${outputs} outputs, as models of ImageNet do, and no names for them: --class-names imagenet gives them those`
}

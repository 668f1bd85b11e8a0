import { InputError } from '../errors.js'

/**
 * Files named in a model file lie beside it or below it: a model may not make a reader open anything else.
 *
 * @param where - what named it
 * @throws InputError SHARD_PATH_UNSAFE
 */
export function requireBelow(path: string, where: string): void {
  const unsafe =
    path === '' || /^[/\\]|^[a-z][a-z0-9+.-]*:|\\|%|\0/i.test(path) || path.split('/').includes('..')
  if (unsafe) throw new InputError('SHARD_PATH_UNSAFE', `${where}: expected a path below it, got "${path}"`)
}

import { regionsSchema } from '@umbra/core'

/** Whether a region may be called so. */
export function isRegionName(name: string): boolean {
  return regionsSchema.safeParse({ [name]: ['#'] }).success
}

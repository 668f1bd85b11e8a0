import * as z from '../json/zod.js'
import type { MapSpread } from './map-moments.js'

const count = z.int().check(z.minimum(0))
const map = z.array(z.array(z.number()))

const spreadSchema = z.object({
  n: count.check(z.describe('maps')),
  members: z.array(z.string()).check(z.describe('what each map was made with')),
  unit: z.enum(['score', 'score per pixel']).check(z.describe('of both maps')),
  mean: map.check(z.describe('H rows of W: the mean of the maps')),
  standardError: map.check(
    z.describe('H rows of W: standard deviation of the maps (of n − 1) over the root of n'),
  ),
  beyond: z
    .number()
    .check(z.describe('share of the pixels whose mean is further than two standard errors from 0')),
})

/** How far maps hang on what was drawn or chosen: what `umbra explain --uncertainty` adds, and uncertainty.json holds. */
export const uncertaintySchema = z.object({
  schema: z.literal('umbra.uncertainty/1'),
  images: z.array(
    z.object({
      name: z.string(),
      baseline: z.optional(spreadSchema).check(z.describe('over draws of the baseline')),
      windows: z
        .optional(spreadSchema)
        .check(z.describe('over window sizes: the mean is the multi-scale map')),
      networks: z.optional(spreadSchema).check(z.describe('over networks trained apart')),
      sensitivity: z.optional(
        z.object({
          value: z.number().check(z.describe('max-sensitivity of Yeh et al.')),
          radius: z.number(),
          samples: count,
        }),
      ),
    }),
  ),
})

export type UncertaintyDocument = z.output<typeof uncertaintySchema>
export type WrittenSpread = z.output<typeof spreadSchema>

/** A spread as the document holds it. @param width - W */
export function writtenSpread(
  { n, mean, standardError }: MapSpread,
  width: number,
  { members, unit }: Pick<WrittenSpread, 'members' | 'unit'>,
): WrittenSpread {
  const far = mean.reduce((sum, value, p) => sum + (Math.abs(value) > 2 * standardError[p]! ? 1 : 0), 0)
  const rows = (values: Float32Array) =>
    Array.from({ length: values.length / width }, (_, y) => [...values.subarray(y * width, (y + 1) * width)])
  const beyond = far / mean.length
  return { n, members: [...members], unit, mean: rows(mean), standardError: rows(standardError), beyond }
}

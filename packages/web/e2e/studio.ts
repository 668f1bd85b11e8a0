import { resolve } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe } from 'vitest'
import { launch, skipped } from './chromium.ts'
import { type Site, serveSite } from './serve-site.ts'
import { complaintsOf } from './studio-page.ts'

export const DIST = resolve(import.meta.dirname, '../dist')

/** A browser and the built site, for the tests of one file. */
export interface Studio {
  readonly context: BrowserContext
  readonly site: Site
  /** Opens a page and waits for the model; what the page complains of is collected. */
  open(query?: string): Promise<{ readonly page: Page; readonly complaints: readonly string[] }>
}

interface StudioOptions {
  readonly isolated?: boolean
}

/** Describes the studio in a real browser. Where there is none, the tests are skipped, and seen to be. */
export function describeStudio(
  name: string,
  tests: (studio: Studio) => void,
  { isolated = true }: StudioOptions = {},
): void {
  describe.skipIf(skipped)(name, () => {
    const studio = {} as { -readonly [Key in keyof Studio]: Studio[Key] }
    beforeAll(async () => {
      studio.site = await serveSite(DIST, { isolated })
      studio.context = await launch()
      studio.open = async (query = '') => {
        const page = await studio.context.newPage()
        const complaints = complaintsOf(page)
        await page.goto(studio.site.url + query)
        await page.getByTestId('engine').filter({ hasText: 'engine' }).waitFor()
        return { page, complaints }
      }
    })
    afterAll(async () => {
      await studio.context?.close()
      studio.site?.close()
    })
    tests(studio)
  })
}

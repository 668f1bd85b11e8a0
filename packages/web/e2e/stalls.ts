import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/**
 * Milliseconds of its own time after which a page's thread keeps a person waiting, also on a slow machine: within 200 a page is
 * responsive (web.dev, Interaction to Next Paint). Tasks over the 50 of the Long Tasks API are told by `bench/first-maps.mjs`, as how many there
 * are hangs on the machine.
 */
const STALL = 200

/**
 * Collects the tasks that stall the page's thread, by its own time: what a task waits for while the machine does other work is not the
 * page's.
 *
 * @returns ends the collection, and gives milliseconds
 */
export async function watchStalls(page: Page): Promise<() => Promise<readonly number[]>> {
  const session = await page.context().newCDPSession(page)
  const events: { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } }[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as typeof events)))
  await session.send('Tracing.start', {
    categories: 'toplevel,devtools.timeline,disabled-by-default-devtools.timeline',
    transferMode: 'ReportEvents',
  })
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
    await session.send('Tracing.end')
    await complete
    const isMain = ({ name, args }: (typeof events)[number]) =>
      name === 'thread_name' && args?.name === 'CrRendererMain'
    const mains = new Set(events.filter(isMain).map(({ pid, tid }) => `${pid}/${tid}`))
    const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid}/${tid}`))
    expect(tasks.length).toBeGreaterThan(10)
    return tasks.map(({ tdur = 0 }) => tdur / 1000).filter((duration) => duration > STALL)
  }
}

import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { describeStudio } from './studio.ts'
import { draw, expectAccessible, mapOf, SIX } from './studio-page.ts'

const mapped = (page: Page) => page.getByTestId('engine').filter({ hasText: 'map in' }).waitFor()

describeStudio('the studio, opened by anybody,', (studio) => {
  it('shows a digit and its map at once; the digit makes way for the first stroke, and comes back', async () => {
    const { page, complaints } = await studio.open()
    await mapped(page)
    await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
    expect(await page.getByTestId('lede').textContent()).toMatch(
      /^The network reads this digit as 6, with probability [> \d.]+%\. On its occlusion map red is what speaks for 6/,
    )
    expect(await page.getByRole('textbox', { name: 'command' }).inputValue()).toBe('umbra explain --index 11')
    const pad = () => page.getByTestId('pad').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const [example, ofExample] = [await pad(), await mapOf(page)]
    await draw(page, [
      [0.5, 0.2],
      [0.5, 0.8],
    ])
    await page.locator('.score[data-predicted]', { hasText: /^1/ }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => mapOf(page)).toBe(ofExample)
    expect(await pad()).toBe(example)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('says nothing of an empty pad, also when its address is opened', async () => {
    const { page } = await studio.open()
    await page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
    await page.getByRole('button', { name: 'Clear' }).click()
    await expectNothingSaid(page)
    await expect
      .poll(() => page.getByRole('textbox', { name: 'address' }).inputValue())
      .toContain('image=none')
    const again = await studio.open('?image=none')
    await again.page.getByTestId('engine').filter({ hasNotText: 'rounded' }).waitFor()
    await expectNothingSaid(again.page)
    await draw(again.page, SIX)
    await again.page.locator('.score[data-predicted]', { hasText: /^6/ }).waitFor()
    await again.page.close()
    await page.close()
  })

  it('tells of a window refused at its field and at the map, and keeps the command right', async () => {
    const { page } = await studio.open()
    await mapped(page)
    const command = page.getByRole('textbox', { name: 'command' })
    const [window, stride] = ['window', 'stride'].map((name) => page.getByLabel(name, { exact: true })) as [
      Locator,
      Locator,
    ]
    await window.fill('6')
    await expect.poll(() => command.inputValue()).toBe('umbra explain --index 11 --window 6,6')
    await page.getByTestId('detail').getByText('rows').first().waitFor()
    await stride.fill('9')
    await page.getByText('The map on show is still of window 6×6, stride 1×1, baseline 0, logit.').waitFor()
    await page.getByText('since the stride asked for is refused below').waitFor()
    expect(await stride.getAttribute('aria-invalid')).toBe('true')
    expect(await window.getAttribute('aria-invalid')).toBeNull()
    expect(await command.inputValue()).toBe('umbra explain --index 11 --window 6,6')
    expect(await page.locator('.notice').count()).toBe(0)
    await page.getByRole('button', { name: 'What is stride?' }).click()
    await page.getByText('By how many pixels the window moves').waitFor()
    await expectAccessible(page)
    await stride.fill('')
    await page.getByText('Expected a number; until there is one, 9×9 counts.').waitFor()
    await stride.fill('3')
    await expect.poll(() => stride.getAttribute('aria-invalid')).toBeNull()
    await expect.poll(() => command.inputValue()).toBe('umbra explain --index 11 --window 6,6 --stride 3,3')
    await page.close()

    const bad = await studio.open('?window=40,40')
    await bad.page.getByText('There is no map until this is mended.').waitFor()
    await bad.page.getByText('There is no map: the window asked for is refused below.').waitFor()
    expect(await bad.page.getByRole('textbox', { name: 'command' }).inputValue()).toBe(
      'umbra explain --index 11',
    )
    await bad.page.close()
  })

  it('explains a word where it stands, by keyboard, and leads to the documentation', async () => {
    const { page, complaints } = await studio.open()
    await mapped(page)
    const word = page.getByTestId('lede').getByRole('button', { name: 'window' })
    await word.focus()
    await page.keyboard.press('Enter')
    const said = page.getByText('The patch of pixels that is covered at one time')
    await said.waitFor()
    const more = page.getByRole('link', { name: 'More in the glossary' })
    const address = new URL((await more.getAttribute('href'))!, page.url())
    await page.keyboard.press('Escape')
    await said.waitFor({ state: 'hidden' })
    expect(await word.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.getByRole('button', { name: 'What is baseline?' }).click()
    await page.getByText('What covered pixels become: a number such as 0 (black)').waitFor()

    await page.goto(address.href)
    await page.locator(':target', { hasText: 'Window' }).waitFor()
    await expectAccessible(page)
    const links = await page
      .locator('main a')
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href))
    expect(links.length).toBeGreaterThan(20)
    for (const link of new Set(links.filter((href) => href.includes('/docs/')))) {
      const { pathname, hash } = new URL(link)
      const response = await page.request.get(link)
      expect(response.status(), pathname).toBe(200)
      if (hash) expect(await response.text(), link).toContain(`id="${decodeURIComponent(hash.slice(1))}"`)
    }
    expect(complaints).toEqual([])
    await page.close()
  })

  it('has a tour that opens when asked, moves with the map’s own numbers, and gives the focus back', async () => {
    const { page, complaints } = await studio.open()
    await mapped(page)
    const dialog = page.getByRole('dialog', { name: 'How occlusion works' })
    expect(await dialog.count()).toBe(0)
    const button = page.getByRole('button', { name: 'How occlusion works' })
    await button.press('Enter')
    await dialog.getByText('A window of 4×4 pixels is laid on the picture').waitFor()
    const stage = page.getByTestId('tour-stage')
    const picture = () =>
      stage.evaluate((element) =>
        [...element.querySelectorAll('canvas')].map((canvas) => canvas.toDataURL()).join(),
      )
    const first = await picture()
    await expect.poll(picture).not.toBe(first)
    const titles = ['Cover', 'Score', 'Drop', 'Average']
    for (const [i, title] of titles.entries()) {
      await dialog.getByRole('heading', { name: `Step ${i + 1} of 4: ${title}` }).waitFor()
      if (i < 3) await page.keyboard.press('ArrowRight')
    }
    // The value told is that of the map, and the mean of the drops shown.
    const told = /its value is ([−\d.]+)\./.exec((await dialog.textContent())!)![1]!
    expect(await dialog.getByText('This baseline is drawn several times').count()).toBe(0)
    await page.keyboard.press('ArrowLeft')
    await dialog.getByRole('heading', { name: /Drop/ }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    const largest = await page.getByTestId('pixel-value').textContent()
    expect(Number(largest)).toBeCloseTo(Number(told), 1)
    expect(complaints).toEqual([])
    await page.close()
  })

  it('has a tour that stands still where little motion is wanted, and plays when asked to', async () => {
    const { page } = await studio.open('?image=none')
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.getByRole('button', { name: 'How occlusion works' }).click()
    const caption = page.getByTestId('tour-stage').locator('.window').first()
    const place = () => caption.evaluate((rect) => `${rect.getAttribute('x')},${rect.getAttribute('y')}`)
    await caption.waitFor()
    const still = await place()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
    expect(await place()).toBe(still)
    await page.getByRole('button', { name: 'Play the pictures' }).click()
    await expect.poll(place).not.toBe(still)
    await page.getByRole('button', { name: 'Pause the pictures' }).click()
    await page.close()
  })

  it('has on a phone the sentences, the pen and the map on one screen, and is drawn on by finger', async () => {
    const page = await studio.context.newPage()
    const phone = await page.context().newCDPSession(page)
    const screen = { width: 360, height: 740, deviceScaleFactor: 2, mobile: true }
    await phone.send('Emulation.setDeviceMetricsOverride', screen)
    await phone.send('Emulation.setTouchEmulationEnabled', { enabled: true })
    await page.goto(studio.site.url)
    await mapped(page)
    expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true)
    for (const part of [page.getByTestId('lede'), page.getByTestId('pad'), page.getByTestId('map')]) {
      const { x, y, width, height } = (await part.boundingBox())!
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(360)
      expect(y + height).toBeLessThanOrEqual(740)
      expect(width).toBeGreaterThan(200)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    const before = await mapOf(page)
    const { x, y, width, height } = (await page.getByTestId('pad').boundingBox())!
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
      phone.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: points.map(([px, py]) => ({ x: x + px * width, y: y + py * height })),
      })
    await touch('touchStart', [0.5, 0.2])
    for (let i = 3; i < 9; i++) await touch('touchMove', [0.5, i / 10])
    await touch('touchEnd')
    await page.locator('.score[data-predicted]', { hasText: /^1/ }).waitFor()
    await expect.poll(() => mapOf(page)).not.toBe(before)
    expect(await page.evaluate(() => scrollY)).toBe(0)

    // So is a picture with its map, and what changes its place.
    await page.getByRole('button', { name: 'Coloured shapes' }).click()
    await page.getByTestId('map-done').waitFor()
    await page.evaluate(() => scrollTo(0, 0))
    const handles = ['Zoom in', 'Turn right', 'Put back'].map((name) => page.getByRole('button', { name }))
    for (const part of [page.getByTestId('frame'), page.getByTestId('photo-map'), ...handles]) {
      const { x, y, width, height } = (await part.boundingBox())!
      expect(Math.min(x, y)).toBeGreaterThanOrEqual(0)
      expect(x + width).toBeLessThanOrEqual(360)
      expect(y + height).toBeLessThanOrEqual(740)
    }
    const sides = ['frame', 'photo-map'].map(async (id) => (await page.getByTestId(id).boundingBox())!.width)
    for (const side of await Promise.all(sides)) expect(side).toBeGreaterThan(200)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await page.close()
  })

  it('shows a comparison’s differences on a phone, and figures in the page’s colours by night', async () => {
    const options = 'study.images=4&study.window=7,7&study.stride=7,7&study.permutations=99&study.controls=0'
    const { page } = await studio.open(`?view=compare&${options}`)
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByTestId('study').waitFor()
    const colours = await page.locator('.card svg').evaluate((svg) => {
      const texts = [...svg.querySelectorAll('text')].map((text) => getComputedStyle(text).fill)
      return { texts, card: getComputedStyle(svg.closest('.card')!).backgroundColor }
    })
    expect(colours.card).toBe('rgb(27, 31, 36)')
    expect(colours.texts.length).toBeGreaterThan(10)
    for (const fill of colours.texts) expect(Number(/\d+/.exec(fill)![0]), fill).toBeGreaterThan(90)
    await page.setViewportSize({ width: 360, height: 740 })
    const cells = page.locator('table td:visible')
    await expect.poll(() => cells.count()).toBeGreaterThan(30)
    const edges = await cells.evaluateAll((all) =>
      all.map((cell) => [cell.scrollWidth - cell.clientWidth, cell.getBoundingClientRect().right]),
    )
    for (const [over, right] of edges) {
      expect(over).toBeLessThanOrEqual(0)
      expect(right).toBeLessThanOrEqual(360)
    }
    expect(await page.locator('td[data-label="difference"]').first().textContent()).toMatch(/\[.*\]/)
    // Its figures are whole, and can be enlarged.
    const card = page.locator('.card')
    const hidden = () => card.evaluate((element) => element.scrollWidth - element.clientWidth)
    expect(await hidden()).toBe(0)
    await page.getByRole('button', { name: 'Enlarge the figure' }).click()
    await page.getByText('swipe, or scroll sideways').waitFor()
    expect(await hidden()).toBeGreaterThan(300)
    await page.close()
  })
})

async function expectNothingSaid(page: Page): Promise<void> {
  await page.getByText('The pad is empty, so there is nothing to ask the network.').waitFor()
  await expect.poll(() => page.locator('.score[data-predicted]').count()).toBe(0)
  expect(new Set(await page.locator('.score .bar + .figure').allTextContents())).toEqual(new Set(['–']))
  expect(await page.getByTestId('engine').textContent()).not.toContain('map in')
  expect(await page.getByRole('textbox', { name: 'command' }).count()).toBe(0)
  expect(await page.getByRole('button', { name: 'JSON' }).isDisabled()).toBe(true)
  const isClear = await page.getByTestId('map').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    return data.every((value) => value === 0)
  })
  expect(isClear).toBe(true)
}

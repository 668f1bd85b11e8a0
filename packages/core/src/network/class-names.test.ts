import { describe, expect, it } from 'vitest'
import { imagenetNote, resolvedClassNames } from './class-names.js'
import { imagenetClasses } from './imagenet-classes.js'
import { classNamesSchema } from './model-settings.js'

describe('ImageNet’s classes', () => {
  it('are a thousand names, each once whatever its capitals', () => {
    expect(imagenetClasses).toHaveLength(1000)
    expect(new Set(imagenetClasses.map((name) => name.toLowerCase())).size).toBe(1000)
    expect(classNamesSchema.parse(imagenetClasses)).toEqual(imagenetClasses)
    for (const name of imagenetClasses) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9' .()-]*$/)
  })

  // Places known from the papers and papers' figures that quote them.
  it.each([
    [0, 'tench'],
    [1, 'goldfish'],
    [2, 'great white shark'],
    [134, 'crane (bird)'],
    [151, 'Chihuahua'],
    [207, 'golden retriever'],
    [264, 'Cardigan Welsh corgi'],
    [281, 'tabby'],
    [285, 'Egyptian cat'],
    [340, 'zebra'],
    [386, 'African elephant'],
    [388, 'giant panda'],
    [474, 'cardigan'],
    [517, 'crane (machine)'],
    [638, 'maillot'],
    [639, 'tank suit'],
    [817, 'sports car'],
    [859, 'toaster'],
    [948, 'Granny Smith'],
    [954, 'banana'],
    [999, 'toilet tissue'],
  ])('%i is %s', (index, name) => {
    expect(imagenetClasses[index]).toBe(name)
  })

  it('name the outputs of a model, behind a background where there is one more', async () => {
    expect(await resolvedClassNames('imagenet', 1000)).toEqual(imagenetClasses)
    expect(await resolvedClassNames('imagenet', 1001)).toEqual(['background', ...imagenetClasses])
    await expect(resolvedClassNames('imagenet', 10)).rejects.toThrow(
      'CLASS_NAMES: imagenet names 1000 classes, or 1001 with a background first; the model has 10 outputs',
    )
    expect(await resolvedClassNames(['a', 'b'], 2)).toEqual(['a', 'b'])
  })

  it('are never assumed, and said to be there', () => {
    expect(imagenetNote(1000)).toMatch(
      'it has 1000 outputs, as models of ImageNet do, and no names for them: --class-names imagenet',
    )
    expect(imagenetNote(1001)).toBeDefined()
    for (const outputs of [undefined, 2, 999, 21_843]) expect(imagenetNote(outputs)).toBeUndefined()
  })
})

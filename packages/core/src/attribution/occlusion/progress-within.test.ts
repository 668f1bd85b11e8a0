import { join } from 'node:path'
import { expect, it } from 'vitest'
import { loadModel } from '../../entries/explain.js'
import type { Progress } from '../../work/progress.js'
import { createExplainer } from '../explainer.js'

const REFERENCE = join(import.meta.dirname, '../../../../../models/reference')

it.each(['incremental', 'batched'] as const)(
  'the %s engine tells how far it is within one image',
  async (engine) => {
    const explainer = await createExplainer(await loadModel(REFERENCE), { engine, threads: 1 })
    try {
      const seen: Progress[] = []
      const images = {
        data: new Float32Array(784).map((_, i) => (i % 7) / 7),
        shape: [1, 28, 28, 1] as const,
      }
      await explainer.explain(images, {}, { onProgress: (progress) => seen.push(progress) })
      expect(seen[0]).toMatchObject({
        done: 0,
        total: 1,
        unit: 'images',
        detail: { windows: 0, ofWindows: 625 },
      })
      expect(seen.at(-1)).toMatchObject({ done: 1, total: 1 })
      const at = seen.map(({ done, detail }) => done + detail!.underWay!)
      expect(at.filter((share) => share > 0 && share < 1).length).toBeGreaterThan(2)
      expect(at).toEqual([...at].sort((a, b) => a - b))
    } finally {
      explainer.dispose()
    }
  },
)

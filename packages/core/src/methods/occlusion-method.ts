import { meanOverChannels } from '../mean-over-channels.js'
import type { AttributionMethod } from './method.js'

/**
 * Umbra's own: a pixel's value is the mean drop of the score over the windows that cover it (docs/methods.md). It takes as many covered
 * copies as there are windows, whatever `samples` says.
 */
export const occlusionMethod: AttributionMethod = {
  id: 'occlusion',
  name: 'occlusion',
  source:
    'Zeiler and Fergus, 2014, Visualizing and understanding convolutional networks, ECCV, section 4.2; as in docs/methods.md',
  needs: 'scores',
  attribute: async ({ explainer, height, width, channels }, request) => {
    const { images, classIndices, window, stride, baseline, score, signal, onProgress } = request
    const n = classIndices.length
    const { maps } = await explainer.explain(
      { data: images, shape: [n, height, width, channels] },
      {
        ...(window !== undefined && { window }),
        ...(stride !== undefined && { stride }),
        ...(baseline !== undefined && { baseline }),
        ...(score !== undefined && { score }),
        target: [...classIndices],
      },
      { signal },
    )
    onProgress?.(n, n)
    return meanOverChannels(maps.data, new Float32Array(n * height * width))
  },
}

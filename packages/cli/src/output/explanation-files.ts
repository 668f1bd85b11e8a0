import { basename, parse } from 'node:path'
import { bands, sensitivity } from '@umbra/core/explain'
import { explanationFigure } from '@umbra/core/figures'
import { npy } from '@umbra/core/study'
import { sizeText } from '@umbra/core/words'
import type { Explained } from './explained-image.js'
import { figureFiles } from './figure-files.js'
import { MANIFEST_FILE } from './manifest.js'
import type { OutputFile, StagedFiles } from './staged-files.js'

/** What is kept of one explained image: the figure twice, the map for NumPy, and the JSON document. */
export async function explanationFiles(explained: Explained): Promise<OutputFile[]> {
  return [
    ...(await figureFiles({ figure: figureOf(explained) })),
    { name: 'map.npy', bytes: npy(explained.fullMap) },
    { name: 'explanation.json', bytes: `${JSON.stringify(explained.document, null, 2)}\n` },
  ]
}

/** Where the one document of several images goes. */
export const EXPLANATIONS_FILE = 'explanations.json'

/**
 * Writes the same of several images, each in a folder called after it, and one document of them all, as they are explained:
 * nothing is held of those before.
 */
export async function writeExplanations(
  explained: AsyncIterable<Explained>,
  staged: StagedFiles,
): Promise<void> {
  const taken = new Set([EXPLANATIONS_FILE, MANIFEST_FILE])
  await staged.append(EXPLANATIONS_FILE, async (document) => {
    let before = '{\n  "schema": "umbra.explanations/1",\n  "explanations": [\n'
    for await (const one of explained) {
      const folder = folderName(one.name, taken)
      for (const file of await explanationFiles(one))
        await staged.add({ ...file, name: `${folder}/${file.name}` })
      // As JSON.stringify would have written the whole.
      await document.write(`${before}    ${JSON.stringify(one.document, null, 2).replaceAll('\n', '\n    ')}`)
      before = ',\n'
    }
    await document.write('\n  ]\n}\n')
  })
}

/** The picture's own name, without its folder and ending; where another has it, with a number. */
function folderName(name: string, taken: Set<string>): string {
  const plain =
    parse(name)
      .name.replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^\.+/, '') || 'image'
  let folder = plain
  for (let i = 2; taken.has(folder); i++) folder = `${plain}-${i}`
  taken.add(folder)
  return folder
}

function figureOf({ document, image, map, name, predictionWords, classText }: Explained): string {
  const [height, width] = image.shape
  const regions = bands(height, width)
  const values = sensitivity(map, image.data, regions)
  const { target, score, window, stride, baseline } = document
  return explanationFigure({
    image,
    map: { data: map, shape: [height, width] },
    regions: regions.map((region, r) => ({ ...region, value: values[r]! })),
    title: `What speaks for ${classText(target)} in ${basename(name)}`,
    subtitle: `${predictionWords} · window ${sizeText(window)}, stride ${sizeText(stride)}, baseline ${baseline}`,
    className: classText(target),
    score: typeof score === 'string' ? score : 'margin',
  })
}

/**
 * Where a classifier looks in a photograph, as a figure:
 *
 *     node explain-photograph.mjs classifier.onnx photo.jpg > map.svg
 */
import { readFile } from 'node:fs/promises'
import { bands, createExplainer, fitImage, loadModel, readJpeg, sensitivity } from '@umbra/core/explain'
import { explanationFigure } from '@umbra/core/figures'

const [modelFile, photo] = process.argv.slice(2)
const explainer = await createExplainer(await loadModel(modelFile))
const image = fitImage(
  readJpeg(await readFile(photo), () => {}),
  explainer.inputShape,
  { fit: 'cover' },
)
const { maps, target } = await explainer.explain({ data: image.data, shape: [1, ...image.shape] })
explainer.dispose()

const [height, width] = image.shape
const thirds = bands(height, width)
const means = sensitivity(maps.data, image.data, thirds)
const figure = explanationFigure({
  image,
  map: { data: maps.data, shape: [height, width] },
  regions: thirds.map((band, r) => ({ ...band, value: means[r] })),
  title: `What speaks for class ${target[0]} in ${photo}`,
  subtitle: image.steps.join(', '),
  className: `class ${target[0]}`,
  score: 'logit',
})
process.stdout.write(figure)

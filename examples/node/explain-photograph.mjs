// Where a classifier looks in a photograph: node explain-photograph.mjs classifier.onnx photo.jpg > map.svg
import { readFile } from 'node:fs/promises'
import { createExplainer, fitImage, loadModel, readJpeg } from '@umbra/core/explain'
import { explanationFigure } from '@umbra/core/figures'

const [classifier, photo] = process.argv.slice(2)
const explainer = await createExplainer(await loadModel(classifier))
const image = fitImage(readJpeg(await readFile(photo)), explainer.inputShape, { fit: 'cover' })
const { maps, target } = await explainer.explain({ data: image.data, shape: [1, ...image.shape] })
explainer.dispose()
const className = String(target[0])
const title = `What speaks for class ${className} in ${photo}`
process.stdout.write(explanationFigure({ image, map: maps, className, title }))

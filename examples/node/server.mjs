/**
 * A service that says where a classifier looks: a JPEG is posted, and answered with the class, and for each pixel by how much the
 * class's logit drops when it is covered.
 *
 *     node server.mjs classifier.onnx 8700
 *     curl --data-binary @photo.jpg http://127.0.0.1:8700/
 *
 * One explainer serves all requests: it keeps its threads and the network's weights. Its jobs wait for each other.
 */
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createExplainer, fitImage, InputError, loadModel, readJpeg } from '@umbra/core/explain'

const MOST_PIXELS = 50_000_000
const explainer = await createExplainer(await loadModel(process.argv[2]))

const server = createServer(async (request, response) => {
  const answer = (status, document) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  try {
    const picture = readJpeg(await buffer(request), (width, height) => {
      if (width * height > MOST_PIXELS) throw new InputError('IMAGE_TOO_LARGE', `${width}×${height} pixels`)
    })
    const { data, shape, steps } = fitImage(picture, explainer.inputShape, { fit: 'cover' })
    const { maps, target } = await explainer.explain({ data, shape: [1, ...shape] })
    answer(200, { class: target[0], steps, shape: maps.shape.slice(1), map: [...maps.data] })
  } catch (error) {
    answer(400, { error: error.message })
  }
})
server.listen(Number(process.argv[3] ?? 8700), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/\n`)
})

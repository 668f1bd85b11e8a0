import { createExplainer, loadModel, sensitivityScale } from '@umbra/core/explain'

const explainer = await createExplainer(await loadModel('model/model.json'))
const data = Float32Array.from({ length: 28 * 28 }, (_, i) =>
  Number(i % 28 > 11 && i % 28 < 16 && i > 112 && i < 672),
)
const { maps, target } = await explainer.explain({ data, shape: [1, 28, 28, 1] }, { window: [4, 4] })

const canvas = document.querySelector('canvas')
const scale = sensitivityScale(maps.data)
maps.data.forEach((value, i) => {
  const context = canvas.getContext('2d')
  context.fillStyle = scale.colour(value)
  context.fillRect(i % 28, Math.floor(i / 28), 1, 1)
})
canvas.title = `What speaks for ${target[0]}`

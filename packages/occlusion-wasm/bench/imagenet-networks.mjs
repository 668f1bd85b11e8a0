/** Networks of the size people use, with random weights, for images of 224×224: ResNet-18 and MobileNetV2 as torchvision has them. */
import { createNetwork } from '../dist/index.js'
import { uniform } from './subjects.mjs'

/** He et al. (2016). @param width - channels of the first stage, 64 as published */
export function resnet18([height, width] = [224, 224], channels = 64) {
  const sketch = new Sketch([height, width, 3])
  let map = sketch.relu(sketch.convolution(-1, channels, 7, 2))
  map = sketch.pool(map)
  for (const [stage, filters] of [1, 2, 4, 8].map((times) => times * channels).entries()) {
    for (let block = 0; block < 2; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1
      const inner = sketch.relu(sketch.convolution(map, filters, 3, stride))
      const outer = sketch.convolution(inner, filters, 3, 1)
      const shortcut = stride > 1 ? sketch.convolution(map, filters, 1, stride) : map
      map = sketch.relu(sketch.add({ kind: 'add', inputs: [outer, shortcut] }))
    }
  }
  return sketch.classified(map, 1000)
}

/** Sandler et al. (2018). @param times - width multiplier */
export function mobilenetV2([height, width] = [224, 224], times = 1) {
  const sketch = new Sketch([height, width, 3])
  const wide = (channels) => Math.max(8, Math.round((channels * times) / 8) * 8)
  let map = sketch.relu6(sketch.convolution(-1, wide(32), 3, 2))
  const settings = [
    [1, 16, 1, 1],
    [6, 24, 2, 2],
    [6, 32, 3, 2],
    [6, 64, 4, 2],
    [6, 96, 3, 1],
    [6, 160, 3, 2],
    [6, 320, 1, 1],
  ]
  for (const [expansion, channels, blocks, first] of settings) {
    for (let block = 0; block < blocks; block++) {
      const [from, stride] = [map, block === 0 ? first : 1]
      if (expansion > 1) map = sketch.relu6(sketch.convolution(map, sketch.channels(map) * expansion, 1, 1))
      map = sketch.relu6(sketch.depthwise(map, 3, stride))
      map = sketch.convolution(map, wide(channels), 1, 1)
      if (block > 0) map = sketch.add({ kind: 'add', inputs: [map, from] })
    }
  }
  map = sketch.relu6(sketch.convolution(map, wide(1280), 1, 1))
  return sketch.classified(map, 1000)
}

/** Simonyan & Zisserman (2015), configuration D. */
export function vgg16([height, width] = [224, 224], channels = 64, units = 4096) {
  const sketch = new Sketch([height, width, 3])
  let map = -1
  for (const [times, count] of [
    [1, 2],
    [2, 2],
    [4, 3],
    [8, 3],
    [8, 3],
  ]) {
    for (let i = 0; i < count; i++) map = sketch.relu(sketch.convolution(map, times * channels, 3, 1))
    map = sketch.halve(map)
  }
  map = sketch.flatten(map)
  for (let i = 0; i < 2; i++) map = sketch.relu(sketch.dense(map, units))
  sketch.dense(map, 1000)
  return createNetwork(sketch.inputShape, sketch.layers)
}

/** Layers added one by one; each method returns the index of the one it added. */
class Sketch {
  layers = []
  #shapes = []
  #random = uniform(5)

  constructor(inputShape) {
    this.inputShape = inputShape
  }

  shapeOf(map) {
    return map < 0 ? this.inputShape : this.#shapes[map]
  }

  channels(map) {
    return this.shapeOf(map).at(-1)
  }

  add(layer, shape = this.shapeOf(layer.inputs[0])) {
    this.layers.push(layer)
    this.#shapes.push(shape)
    return this.layers.length - 1
  }

  relu(map) {
    return this.add({ kind: 'activation', inputs: [map], activation: { name: 'relu' } })
  }

  relu6(map) {
    return this.add({ kind: 'activation', inputs: [map], activation: { name: 'relu6' } })
  }

  /** Weights as He et al. (2015) draw them, each filter's mean taken off: as behind a batch norm, about half of the values are positive. */
  #kernel(terms, filters) {
    const kernel = new Float32Array(terms * filters)
    const deviation = Math.sqrt(2 / terms)
    for (let i = 0; i < kernel.length; i++) kernel[i] = deviation * Math.sqrt(3) * (2 * this.#random() - 1)
    for (let filter = 0; filter < filters; filter++) {
      let mean = 0
      for (let i = filter; i < kernel.length; i += filters) mean += kernel[i] / terms
      for (let i = filter; i < kernel.length; i += filters) kernel[i] -= mean
    }
    return kernel
  }

  #bias(filters) {
    return Float32Array.from({ length: filters }, () => 0.2 * this.#random() - 0.1)
  }

  #slid(map, filters, size, stride) {
    const [height, width] = this.shapeOf(map)
    const border = (size - 1) >> 1
    const out = (length) => Math.floor((length + 2 * border - size) / stride) + 1
    const sliding = { kernelSize: [size, size], strides: [stride, stride], dilation: [1, 1] }
    return [{ ...sliding, padding: [border, border, border, border] }, [out(height), out(width), filters]]
  }

  convolution(map, filters, size, stride) {
    const [sliding, shape] = this.#slid(map, filters, size, stride)
    const kernel = this.#kernel(size * size * this.channels(map), filters)
    return this.add({ kind: 'conv2d', inputs: [map], ...sliding, kernel, bias: this.#bias(filters) }, shape)
  }

  depthwise(map, size, stride) {
    const filters = this.channels(map)
    const [sliding, shape] = this.#slid(map, filters, size, stride)
    const kernel = this.#kernel(size * size, filters)
    return this.add(
      { kind: 'depthwiseConv2d', inputs: [map], ...sliding, kernel, bias: this.#bias(filters) },
      shape,
    )
  }

  pool(map) {
    const { kernelSize: windowSize, strides, padding } = this.#slid(map, 1, 3, 2)[0]
    const [height, width] = this.#slid(map, 1, 3, 2)[1]
    return this.add({ kind: 'maxPool', inputs: [map], windowSize, strides, padding }, [
      height,
      width,
      this.channels(map),
    ])
  }

  halve(map) {
    const [height, width, channels] = this.shapeOf(map)
    const windows = { windowSize: [2, 2], strides: [2, 2], padding: [0, 0, 0, 0] }
    return this.add({ kind: 'maxPool', inputs: [map], ...windows }, [height >> 1, width >> 1, channels])
  }

  flatten(map) {
    return this.add({ kind: 'flatten', inputs: [map] }, [this.shapeOf(map).reduce((a, b) => a * b)])
  }

  dense(map, units) {
    const terms = this.channels(map)
    return this.add(
      { kind: 'dense', inputs: [map], kernel: this.#kernel(terms, units), bias: this.#bias(units) },
      [units],
    )
  }

  classified(map, classes) {
    const pooled = this.add({ kind: 'globalAveragePool', inputs: [map] }, [this.channels(map)])
    this.dense(pooled, classes)
    return createNetwork(this.inputShape, this.layers)
  }
}

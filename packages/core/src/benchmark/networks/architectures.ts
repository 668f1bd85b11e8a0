import { densenet121 } from './densenet-121.js'
import { efficientnetB0 } from './efficientnet-b0.js'
import { inceptionV3 } from './inception-v3.js'
import { mobilenetV2 } from './mobilenet-v2.js'
import { resnet18, resnet50 } from './resnet.js'
import type { Sketch } from './sketch.js'
import { vgg16 } from './vgg16.js'

/** A network that people use for photographs. */
export interface Architecture {
  /** As in a workload's id. */
  readonly id: string
  readonly name: string
  /** Rows and columns of its images. */
  readonly size: number
  /** Adds all of its layers. */
  readonly draw: (sketch: Sketch) => void
}

/** Shapes are those of torchvision's definitions. */
export const architectures: readonly Architecture[] = [
  { id: 'resnet-18', name: 'ResNet-18', size: 224, draw: resnet18 },
  { id: 'resnet-50', name: 'ResNet-50', size: 224, draw: resnet50 },
  { id: 'mobilenet-v2', name: 'MobileNetV2', size: 224, draw: mobilenetV2 },
  { id: 'vgg16', name: 'VGG16', size: 224, draw: vgg16 },
  { id: 'efficientnet-b0', name: 'EfficientNet-B0', size: 224, draw: efficientnetB0 },
  { id: 'densenet-121', name: 'DenseNet-121', size: 224, draw: densenet121 },
  { id: 'inception-v3', name: 'Inception-v3', size: 299, draw: inceptionV3 },
]

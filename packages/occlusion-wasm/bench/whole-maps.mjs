/** Whole maps of networks for photographs, on the calling thread, wherever this runs. */
import { createIncrementalRunner } from '../dist/index.js'
import { mobilenetV2, resnet18 } from './imagenet-networks.mjs'
import { grid, subjects } from './subjects.mjs'

const networks = { resnet18, mobilenetV2 }

/** Lays a network out. @returns makes one map at window 32 and stride 16, and says how many milliseconds it took */
export async function mapMaker(name, variant) {
  const network = networks[name]()
  const image = subjects['colour-64'].images(1, network.inputShape)
  const windows = grid(network.inputShape, 32, 16)
  const count = windows.length / 6
  const runner = await createIncrementalRunner(network, { variant })
  const covered = new Float32Array(count * network.classes)
  return () => {
    const began = performance.now()
    runner.begin(image, new Float32Array(image.length))
    runner.scoreWindows(windows, 0, count, covered)
    return performance.now() - began
  }
}

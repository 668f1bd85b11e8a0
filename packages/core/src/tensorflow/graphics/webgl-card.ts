import { InputError } from '../../errors.js'
import { importTensorFlow } from '../tensorflow.js'
import { toldByWebGl, webGlContext } from './find-adapter.js'
import type { GraphicsAdapter } from './graphics-backend.js'
import { type CardDriver, type CardFault, type GraphicsCard, graphicsCard } from './graphics-card.js'

/** Bits of a float32's fraction that are stored. */
const FRACTION_BITS = 23

/**
 * TensorFlow.js on WebGL 2, where that computes and keeps float32.
 *
 * @throws InputError BACKEND_MISSING, BACKEND_INEXACT where the card computes in fewer bits, TENSORFLOW_MISSING
 */
export async function webGlCard(): Promise<GraphicsCard> {
  const gl = webGlContext()
  const told = toldByWebGl(gl)
  const tf = await importTensorFlow()
  tf.enableProdMode()
  // What TensorFlow.js asks of a card it asks of the context it has been given.
  tf.setWebGLContext(2, gl)
  requireFloat32(told, {
    rendersFloat32: tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED'),
    fractionBits: gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT)?.precision ?? 0,
  })
  const gpgpu = new tf.GPGPUContext(gl)
  const side = tf.env().getNumber('WEBGL_MAX_TEXTURE_SIZE')
  const driver: CardDriver = {
    ...told,
    kernelBackend: new tf.MathBackendWebGL(gpgpu),
    // Values as float32, four to a cell of a texture at most; half of that, since rows of a matrix are not broken everywhere.
    largestTensor: side * side * 8,
    lost: new Promise((resolve) => {
      gl.canvas.addEventListener('webglcontextlost', (event) =>
        resolve((event as WebGLContextEvent).statusMessage ?? ''),
      )
    }),
    watched: (compute) => ({ result: compute(), faults: async () => faultOf(gl) }),
    dispose: () => {
      gpgpu.dispose()
      gl.getExtension('WEBGL_lose_context')?.loseContext()
    },
  }
  return graphicsCard(tf, driver)
}

/** How a context computes and keeps numbers. */
export interface WebGlPrecision {
  /** Whether results are kept as float32. */
  readonly rendersFloat32: boolean
  /** Bits of the fraction that programs compute with. */
  readonly fractionBits: number
}

/** @throws InputError BACKEND_INEXACT */
export function requireFloat32(
  { adapter }: Pick<GraphicsAdapter, 'adapter'>,
  { rendersFloat32, fractionBits }: WebGlPrecision,
): void {
  if (rendersFloat32 && fractionBits >= FRACTION_BITS) return
  const how = rendersFloat32
    ? `computes with ${fractionBits} bits of a fraction`
    : 'keeps results as 16-bit floats'
  throw new InputError(
    'BACKEND_INEXACT',
    `backend webgl: ${adapter} ${how}, expected float32, which has ${FRACTION_BITS}; choose backend webgpu or engine incremental`,
  )
}

function faultOf(gl: WebGL2RenderingContext): CardFault | undefined {
  const error = gl.getError()
  if (error === gl.NO_ERROR || error === gl.CONTEXT_LOST_WEBGL) return undefined
  const kind = error === gl.OUT_OF_MEMORY ? 'memory' : 'other'
  return { kind, message: `WebGL error ${error.toString(16)}` }
}

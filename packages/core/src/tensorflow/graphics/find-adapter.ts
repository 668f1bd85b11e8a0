import { InputError } from '../../errors.js'
import { printable } from '../../printable.js'
import type { GraphicsAdapter, GraphicsBackend } from './graphics-backend.js'

/** Names of drivers that compute on the processor. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|basic render|software/i

/** Longest name of an adapter that is told. */
const LONGEST = 120

/**
 * WebGPU's adapter, the stronger one where there are several.
 *
 * @throws InputError BACKEND_MISSING
 */
export async function webGpuAdapter(): Promise<GPUAdapter> {
  const { gpu } = globalThis.navigator ?? {}
  if (!gpu) throw missing('webgpu', 'WebGPU is not offered here; pages of https have it in newer browsers')
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null)
  if (!adapter) throw missing('webgpu', 'this browser found no graphics card for WebGPU')
  return adapter
}

/**
 * A WebGL 2 context of its own, on whatever computes it: whether that is a card, its name tells.
 *
 * @throws InputError BACKEND_MISSING
 */
export function webGlContext(): WebGL2RenderingContext {
  const canvas = typeof OffscreenCanvas === 'undefined' ? undefined : new OffscreenCanvas(1, 1)
  const gl = canvas?.getContext('webgl2', {
    ...{ alpha: false, antialias: false, depth: false, stencil: false },
    ...{ premultipliedAlpha: false, preserveDrawingBuffer: false, powerPreference: 'high-performance' },
  })
  if (gl && 'texStorage2D' in gl) return gl
  throw missing('webgl', 'WebGL 2 is not offered here, or found no graphics card')
}

/** What a WebGPU adapter is. */
export function toldByWebGpu({ info }: GPUAdapter): GraphicsAdapter {
  const { vendor = '', architecture = '', device = '', description = '' } = info ?? {}
  const adapter = named(description || [vendor, architecture, device].filter(Boolean).join(' '))
  return { backend: 'webgpu', adapter, software: info?.isFallbackAdapter === true || SOFTWARE.test(adapter) }
}

/** What computes a WebGL context. */
export function toldByWebGl(gl: WebGL2RenderingContext): GraphicsAdapter {
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  const adapter = named(String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? ''))
  return { backend: 'webgl', adapter, software: SOFTWARE.test(adapter) }
}

function named(text: string): string {
  return printable(text).trim().slice(0, LONGEST) || 'a graphics card without a name'
}

function missing(backend: GraphicsBackend, why: string): InputError {
  return new InputError(
    'BACKEND_MISSING',
    `backend ${backend}: ${why}; backend wasm and engine incremental need none`,
  )
}

/** An adapter, or why there is none. */
export type FoundAdapter = GraphicsAdapter | { readonly backend: GraphicsBackend; readonly missing: string }

/** Which graphics cards a page can compute on, by backend. TensorFlow.js is not loaded for it. */
export async function graphicsAdapters(): Promise<FoundAdapter[]> {
  return Promise.all([
    found('webgpu', async () => toldByWebGpu(await webGpuAdapter())),
    found('webgl', async () => {
      const gl = webGlContext()
      const told = toldByWebGl(gl)
      gl.getExtension('WEBGL_lose_context')?.loseContext()
      return told
    }),
  ])
}

async function found(backend: GraphicsBackend, find: () => Promise<GraphicsAdapter>): Promise<FoundAdapter> {
  try {
    return await find()
  } catch (error) {
    return { backend, missing: (error as Error).message }
  }
}

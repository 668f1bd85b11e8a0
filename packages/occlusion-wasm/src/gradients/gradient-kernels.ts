/**
 * The functions of the gradients module, over the memory it was given. Pointers are byte addresses in that memory; all
 * arrays are float32, channels last, and a kernel's outputs are overwritten. Letters: N images, H×W pixels, channels C.
 */
export interface GradientKernels {
  /** Bytes of scratch a convolution or either of its gradients needs, 16-byte aligned. OH×OW is the size of the output. */
  conv2dScratchBytes(
    channelsIn: number,
    kernelHeight: number,
    kernelWidth: number,
    channelsOut: number,
    outHeight: number,
    outWidth: number,
    strideY: number,
    strideX: number,
    dilationY: number,
    dilationX: number,
  ): number
  /** y [N, OH, OW, Cout] = x·filter + bias, through ReLU if `relu` is 1; a bias of 0 is none. */
  conv2dForward(
    x: number,
    filter: number,
    bias: number,
    y: number,
    scratch: number,
    relu: number,
    ...geometry: Conv2dGeometry
  ): void
  /** dw [KH, KW, Cin, Cout] from x [N, H, W, Cin] and dy [N, OH, OW, Cout]. */
  conv2dBackpropFilter(x: number, dy: number, dw: number, scratch: number, ...geometry: Conv2dGeometry): void
  /** dx [N, H, W, Cin] from dy [N, OH, OW, Cout] and the filter [KH, KW, Cin, Cout]. */
  conv2dBackpropInput(
    dy: number,
    filter: number,
    dx: number,
    scratch: number,
    ...geometry: Conv2dGeometry
  ): void
  /** dw [KH, KW, C, M] from x [N, H, W, C] and dy [N, OH, OW, C·M]; the geometry's `channelsOut` is the multiplier M. */
  depthwiseBackpropFilter(x: number, dy: number, dw: number, ...geometry: Conv2dGeometry): void
  /** dx [N, H, W, C] from dy [N, OH, OW, C·M] and the filter [KH, KW, C, M]. */
  depthwiseBackpropInput(dy: number, filter: number, dx: number, ...geometry: Conv2dGeometry): void
  /** dx [N, H, W, C] from dy and y [N, OH, OW, C] and x [N, H, W, C]; ties go to the first tap in scan order. */
  maxPoolGrad(dx: number, dy: number, x: number, y: number, ...geometry: PoolGeometry): void
  /** c [m, n] = A·B, A's element (i, p) at a + 4·(i·rowStep + p·columnStep), b [k, n]. */
  matMulColumns(
    c: number,
    a: number,
    b: number,
    m: number,
    n: number,
    k: number,
    rowStep: number,
    columnStep: number,
  ): void
  /** c [m, n] = A·Bᵀ, a [m, k], b [n, k]. */
  matMulRows(c: number, a: number, b: number, m: number, n: number, k: number): void
  /** to [columns, rows] = fromᵀ, from [rows, columns]. */
  transpose(to: number, from: number, rows: number, columns: number): void
  /** dx = dy where x > 0, else 0. */
  reluGrad(dx: number, dy: number, x: number, count: number): void
  /** out [columns] = the sum over rows of x [rows, columns]. */
  columnSum(out: number, x: number, rows: number, columns: number): void
  /** to += from. */
  addInto(to: number, from: number, count: number): void
  /** One step of Adam with decoupled weight decay; `step` and `decay` already hold the learning rate. */
  adamStep(
    weights: number,
    gradient: number,
    m: number,
    v: number,
    count: number,
    step: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    decay: number,
  ): void
}

/** Sizes of a 2-D convolution; `top` and `left` are the padding before the image. */
export type Conv2dGeometry = readonly [
  n: number,
  height: number,
  width: number,
  channelsIn: number,
  kernelHeight: number,
  kernelWidth: number,
  channelsOut: number,
  outHeight: number,
  outWidth: number,
  strideY: number,
  strideX: number,
  dilationY: number,
  dilationX: number,
  top: number,
  left: number,
]

/** Sizes of a 2-D pooling. */
export type PoolGeometry = readonly [
  n: number,
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  windowHeight: number,
  windowWidth: number,
  strideY: number,
  strideX: number,
  dilationY: number,
  dilationX: number,
  top: number,
  left: number,
]

import { bytesOfHex } from '../src/kernels/bytes-of-hex.js'
import type { KernelVariant } from '../src/kernels/variants.js'

/** How many bytes of code an exported function of a build of the occlusion kernels has: newer engines inline those of less than 500. */
export async function functionBytes(
  variant: KernelVariant,
  name: string,
): Promise<{ readonly bytes: number }> {
  const { default: hex } = (await import(`../src/generated/occlusion.${variant}.ts`)) as {
    default: string
  }
  const binary = bytesOfHex(hex)
  let at = 8
  const number = () => {
    let [value, shift] = [0, 0]
    for (;;) {
      const byte = binary[at++]!
      value |= (byte & 127) << shift
      shift += 7
      if (byte < 128) return value
    }
  }
  const text = () => {
    const length = number()
    at += length
    return new TextDecoder().decode(binary.subarray(at - length, at))
  }
  let [index, imported] = [-1, 0]
  while (at < binary.length) {
    const section = binary[at++]
    const end = number() + at
    if (section === 2) {
      for (let count = number(); count > 0; count--) {
        text()
        text()
        if (binary[at++] === 0) imported++
        else at += 1
        for (let flags = number(), rest = flags & 1 ? 1 : 0; rest >= 0; rest--) number()
      }
    } else if (section === 7) {
      for (let count = number(); count > 0; count--) {
        const exported = text()
        const kind = binary[at++]
        const which = number()
        if (kind === 0 && exported === name) index = which
      }
    } else if (section === 10) {
      const count = number()
      for (let i = 0; i < count; i++) {
        const bytes = number()
        if (i === index - imported) return { bytes }
        at += bytes
      }
    }
    at = end
  }
  throw new Error(`${variant}: no function ${name}`)
}

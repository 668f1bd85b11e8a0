import type { Explanation } from '@umbra/core/explain'
import type { CSSProperties, Key, Ref } from 'react'

/** What `<umbra-map>` takes in JSX, from React 19 on; for Preact, both `react` are to be `preact`. */
interface UmbraMapProps {
  /** Address of a model's file, of any format. */
  readonly model?: string
  /** Address of a picture. */
  readonly src?: string
  /** Instead of `src`: pixels [height, width, channels] in 0 … 1. */
  readonly image?: Float32Array
  readonly window?: string
  readonly stride?: string
  readonly baseline?: string
  readonly score?: 'logit' | 'probability' | 'log-probability' | 'margin'
  readonly target?: string
  readonly 'onumbra-explained'?: (event: CustomEvent<Explanation>) => void
  readonly 'onumbra-failed'?: (event: CustomEvent<Error>) => void
  readonly className?: string
  readonly style?: CSSProperties
  readonly key?: Key
  readonly ref?: Ref<HTMLElement>
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'umbra-map': UmbraMapProps
    }
  }
}

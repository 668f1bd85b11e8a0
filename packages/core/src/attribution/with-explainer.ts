import type { ExplainerOptions } from '../engines/engine.js'
import type { RunnableModel } from '../engines/runnable-model.js'
import { createExplainer, type Explainer } from './explainer.js'

/** A model, and how to run it. */
export interface ExplainerSource
  extends Pick<ExplainerOptions, 'engine' | 'threads' | 'variant' | 'wasmPaths'> {
  readonly model: RunnableModel
}

/** Starts an explainer, hands it to `use`, and disposes of it whatever happens. */
export async function withExplainer<T>(
  { model, engine = 'auto', threads = 'auto', variant, wasmPaths }: ExplainerSource,
  use: (explainer: Explainer) => T | Promise<T>,
): Promise<T> {
  const explainer = await createExplainer(model, { engine, threads, variant, wasmPaths })
  try {
    return await use(explainer)
  } finally {
    explainer.dispose()
  }
}

import type { MethodsResult } from './result.js'

/** What an order is called: its method's name; `ink order`, `random order` of a control. */
export function nameOfOrder(id: string, { methods }: Pick<MethodsResult, 'methods'>): string {
  return methods.find((method) => method.id === id)?.name ?? `${id} order`
}

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cwd } from 'node:process'
import { pathToFileURL } from 'node:url'

/** A package as the person's own folder has it, or else this installation; undefined where neither does. */
export async function loadPackage(name: string): Promise<unknown> {
  for (const from of [join(cwd(), 'package.json'), import.meta.url]) {
    const path = resolved(name, from)
    if (path !== undefined) return import(pathToFileURL(path).href)
  }
  return undefined
}

function resolved(name: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

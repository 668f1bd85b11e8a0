import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Deployment } from 'kubernetes-types/apps/v1.d.ts'
import type { Job, PodFailurePolicyRule } from 'kubernetes-types/batch/v1.d.ts'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { temporaryFolder } from './tiny-data.js'

const text = readFileSync(join(import.meta.dirname, '../../../docs/scale.md'), 'utf8')
const documents = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) =>
  parse(yaml!, { version: '1.1' }),
)
const job = documents.find(({ kind }) => kind === 'Job') as Job
const workers = documents.find(({ kind }) => kind === 'Deployment') as Deployment

/** What is wrong with resources by the types made from the OpenAPI schema that Kubernetes publishes: fields missing, unknown, or of another type. */
function faultsOf(
  resources: Readonly<Record<string, { readonly kind: string; readonly value: unknown }>>,
): string[] {
  const path = join(import.meta.dirname, 'resources.ts')
  const source = [
    "import type { Deployment } from 'kubernetes-types/apps/v1'",
    "import type { Job } from 'kubernetes-types/batch/v1'",
    ...Object.entries(resources).map(
      ([name, { kind, value }]) => `export const ${name}: ${kind} = ${JSON.stringify(value)}`,
    ),
  ].join('\n')
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es5.d.ts'] },
    ...{ module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  }
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getSourceFile = (file, version, ...rest) =>
    file === path ? ts.createSourceFile(file, source, version) : getSourceFile(file, version, ...rest)
  host.fileExists = (file) => file === path || ts.sys.fileExists(file)
  const program = ts.createProgram([path], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('the documented resources of Kubernetes', () => {
  test('are by its published schema, which finds what is missing, unknown or of another type', () => {
    const { rules } = job.spec!.podFailurePolicy!
    const [missing, unknown, other] = [structuredClone(job), structuredClone(job), structuredClone(job)]
    delete (missing.spec!.podFailurePolicy!.rules[1]!.onExitCodes as { operator?: unknown }).operator
    Object.assign(unknown.spec!, { backoffLimitPerIndx: 4 })
    Object.assign(other.spec!.template.spec!.containers[0]!, { args: 'umbra' })
    const of = (value: unknown, kind = 'Job') => ({ kind, value })
    const resources = { job: of(job), workers: of(workers, 'Deployment') }
    const faults = faultsOf({ ...resources, missing: of(missing), unknown: of(unknown), other: of(other) })
    expect(faults).toEqual([
      expect.stringContaining("Property 'operator' is missing"),
      expect.stringContaining(`'"backoffLimitPerIndx"' does not exist`),
      expect.stringContaining("Type 'string' is not assignable to type 'string[]'"),
    ])
    // What a schema of types does not say.
    expect(rules.map(({ action }) => action)).toEqual(['Ignore', 'Ignore', 'FailIndex'])
    expect(rules.slice(1).map(({ onExitCodes }) => onExitCodes!.operator)).toEqual(['In', 'In'])
  })

  test('let the server have an Indexed Job whose indices fail for themselves: of exit code 2 at once, of 75 and disruption never', () => {
    const { completionMode, completions, backoffLimitPerIndex, podFailurePolicy, template } = job.spec!
    // Without any of these a server refuses the policy.
    expect([completionMode, template.spec!.restartPolicy, backoffLimitPerIndex]).toEqual([
      'Indexed',
      'Never',
      4,
    ])
    expect(completions).toBe(8)
    const [container] = template.spec!.containers
    const decided = (code: number, conditions: readonly string[] = []) =>
      podFailurePolicy!.rules.find(({ onExitCodes, onPodConditions }: PodFailurePolicyRule) =>
        onExitCodes
          ? onExitCodes.containerName === container!.name && onExitCodes.values.includes(code)
          : onPodConditions!.some(({ type, status }) => status === 'True' && conditions.includes(type)),
      )?.action ?? 'Count'
    expect([0, 1, 2, 3, 75, 130, 137].map((code) => decided(code))).toEqual([
      ...['Count', 'Count', 'FailIndex', 'Count', 'Ignore', 'Count', 'Count'],
    ])
    expect(decided(130, ['DisruptionTarget'])).toBe('Ignore')
    for (const { spec } of [template, workers.spec!.template])
      expect(spec!.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 })
  })

  test('run what they say: every index its own part, into its own folder, in place of the shell', () => {
    const folder = temporaryFolder()
    const umbra = '#!/bin/sh\necho $PPID "$@"\n'
    writeFileSync(join(folder, 'umbra'), umbra, { mode: 0o755 })
    const { command = [], args = [] } = job.spec!.template.spec!.containers[0]!
    const said = [0, 7].map((index) => {
      const env = { PATH: `${folder}:${process.env.PATH}`, JOB_COMPLETION_INDEX: String(index) }
      return execFileSync(command[0]!, [...command.slice(1), ...args], { env, encoding: 'utf8' })
    })
    expect(said.map((line) => line.match(/--shard (\S+) --out (\S+)/)!.slice(1))).toEqual([
      ['1/8', '/results/parts/0'],
      ['8/8', '/results/parts/7'],
    ])
    // By exec: a signal to the container is one to the program.
    for (const line of said) expect(Number(line.split(' ')[0])).toBe(process.pid)
  })
})

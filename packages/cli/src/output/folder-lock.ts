import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { link, mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, resolve } from 'node:path'
import { shellLine } from '@umbra/core/notation'
import { withoutPasswords } from '../options/without-passwords.js'

const LOCK = '.umbra-lock'

/** How often a holder shows that it lives, and for how long its silence is taken for life. Milliseconds. */
const HEARTBEAT = 10_000
const SILENCE = 60_000

/** Who writes into a folder. */
interface Holder {
  readonly pid: number
  readonly host: string
  /** Where a pid means this process: host, boot and pid namespace. */
  readonly machine: string
  /** When the process began, in the system's own unit: tells it from a later one of the same pid. */
  readonly began: string
  readonly command: string
  readonly since: string
}

const held = new Set<string>()

/**
 * The right to write into a folder, which one process has at a time: a file in it that names the holder. That of a process
 * which is gone is taken over at once where its end can be seen, else when it has been silent for a minute. (Libraries
 * judge by silence alone, and so keep one waiting after every crash, and forget a holder that computes without pause.)
 */
export class FolderLock {
  readonly #path: string
  readonly #text: string
  readonly #heartbeat: NodeJS.Timeout
  readonly #onExit: () => void

  private constructor(path: string, text: string) {
    this.#path = path
    this.#text = text
    held.add(path)
    this.#heartbeat = setInterval(() => beat(path), HEARTBEAT)
    this.#heartbeat.unref()
    this.#onExit = () => removeOwn(path, text)
    process.on('exit', this.#onExit)
  }

  /** @throws InUse OUT_IN_USE, naming the process that writes there */
  static async take(folder: string): Promise<FolderLock> {
    const path = resolve(folder, LOCK)
    const own = nameBeside(path)
    const text = JSON.stringify(self())
    try {
      await writeFile(own, text, { flag: 'wx' })
      for (let attempt = 0; attempt < 5; attempt++) {
        if (await linked(own, path, text)) return new FolderLock(path, text)
        const found = await readFile(path, 'utf8').catch(() => undefined)
        if (found === undefined) continue
        const holder = parsed(found)
        if (await isAlive(path, own, holder)) throw inUse(folder, holder)
        await setAside(path, found)
      }
      throw inUse(folder, undefined)
    } finally {
      await rm(own, { force: true })
    }
  }

  /**
   * Takes the right again where the folder, or the lock in it, was removed meanwhile.
   *
   * @throws InUse OUT_IN_USE if another has taken it since
   */
  async ensure(): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const found = await readFile(this.#path, 'utf8').catch(() => undefined)
      if (found === this.#text) return
      if (found !== undefined) throw inUse(dirname(this.#path), parsed(found))
      await mkdir(dirname(this.#path), { recursive: true })
      const own = nameBeside(this.#path)
      try {
        await writeFile(own, this.#text, { flag: 'wx' })
        if (await linked(own, this.#path, this.#text)) return
      } finally {
        await rm(own, { force: true })
      }
    }
    throw inUse(dirname(this.#path), undefined)
  }

  release(): void {
    clearInterval(this.#heartbeat)
    process.off('exit', this.#onExit)
    held.delete(this.#path)
    this.#onExit()
  }
}

/** A name nobody else uses, which a holder's sweep leaves alone: the file there is a living process's own. */
function nameBeside(path: string): string {
  return `${path}-${randomBytes(6).toString('hex')}`
}

/** Leaves a lock that another has taken over since. */
function removeOwn(path: string, text: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) rmSync(path)
  } catch {
    // It is gone already.
  }
}

/** Puts the file under the lock's name unless there is one: at once and whole, or where links are unknown, nearly so. */
async function linked(own: string, path: string, text: string): Promise<boolean> {
  try {
    await link(own, path)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return false
    const file = await open(path, 'wx').catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return undefined
      throw cause
    })
    if (!file) return false
    await file.writeFile(text)
    await file.close()
    return true
  }
}

async function isAlive(path: string, fresh: string, holder: Holder | undefined): Promise<boolean> {
  const mine = self()
  if (holder?.machine !== mine.machine) {
    // Both times are the file system's, whose clock need not be this machine's.
    const [lock, now] = await Promise.all([path, fresh].map((file) => stat(file).catch(() => undefined)))
    return lock !== undefined && now !== undefined && now.mtimeMs - lock.mtimeMs < SILENCE
  }
  if (holder.pid === mine.pid) return held.has(path)
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return beginningOf(holder.pid) === holder.began
}

/** Takes a dead holder's lock away. Should a living one have come between, it gets its own back. */
async function setAside(path: string, dead: string): Promise<void> {
  const aside = nameBeside(path)
  await rename(path, aside).catch(() => undefined)
  const taken = await readFile(aside, 'utf8').catch(() => undefined)
  if (taken !== undefined && taken !== dead) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

function inUse(folder: string, holder: Holder | undefined): Error {
  const who = holder
    ? `process ${holder.pid} on ${holder.host}, since ${holder.since} (${holder.command})`
    : 'another process'
  const error = new Error(`OUT_IN_USE: ${folder} is being written to by ${who}`)
  return Object.assign(error, { name: 'InUse', code: 'OUT_IN_USE' })
}

function self(): Holder {
  return {
    pid: process.pid,
    host: hostname(),
    machine: [hostname(), ...['boot_id', 'namespace'].map(kernelFact)].join(' '),
    began: beginningOf(process.pid),
    command: shellLine(['umbra', ...process.argv.slice(2).map(withoutPasswords)]),
    since: new Date().toISOString(),
  }
}

/** Linux tells which boot and which pid namespace this is; elsewhere the host's name must do. */
function kernelFact(fact: string): string {
  try {
    return fact === 'namespace'
      ? readlinkSync('/proc/self/ns/pid')
      : readFileSync(`/proc/sys/kernel/random/${fact}`, 'utf8').trim()
  } catch {
    return ''
  }
}

/** Clock ticks from boot to the start of a process (field 22 of /proc/PID/stat, after the name in brackets). */
function beginningOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function parsed(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder
    return Number.isInteger(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

function beat(path: string): void {
  const now = new Date()
  utimes(path, now, now).catch(() => undefined)
}

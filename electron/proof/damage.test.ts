// 200 damaged data folders of a host that was killed: what is lost is told, what is served is what was said.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { databasePath } from '../storage/history/schema.ts'
import { openForWriting } from '../storage/sqlite.ts'
import { ensurePrograms } from '../testing/built-program.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { joinJson, serveJson, Terminal } from '../testing/terminal.ts'
import { chooseDamage, describeDamage, FILES, inflict, type Damage } from './damage.ts'
import { copyOf, killHost, readHistory, type KilledHost, type ReadHistory } from './killed-host.ts'

/** Cases that open the history in this process. */
const CASES = 188

/** Cases that start the real program, so many at once. */
const PROGRAM_CASES = 12
const LANES = 2

/** Where the host was killed that all tests copy. */
const folder = mkdtempSync(join(tmpdir(), 'parley-'))

beforeAll(ensurePrograms, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// The disk is asked to sync some thousand times.
vi.setConfig({ testTimeout: 120_000 })

let made: Promise<KilledHost> | undefined

/** Killed once, for all tests of this file. */
function killedOnce(): Promise<KilledHost> {
  made ??= killHost(folder)
  return made
}

function filesOf(data: string): readonly string[] {
  return FILES.map((name) => readFileSync(join(data, name), 'latin1'))
}

function typeOf(frame: string): string {
  return /"type":"([^"]*)"/.exec(frame)?.[1] ?? 'none'
}

/** What one case found. */
interface Finding {
  readonly isLost: boolean
  readonly problems: readonly string[]
}

/** Starts the history of a damaged folder twice. */
async function tryDamage({ data, frames: whole }: KilledHost, damage: Damage): Promise<Finding> {
  const copy = copyOf(data)
  inflict(copy, damage)
  const before = filesOf(copy)

  const first = await readHistory(copy)
  const isUntouched = !first.ok && filesOf(copy).every((bytes, index) => bytes === before[index])
  const second = await readHistory(copy)

  if (first.ok) return judge(first.value, second.ok ? second.value : null, whole)
  const isSame = !second.ok && second.error.code === first.error.code
  const isRefused = first.error.code === 'history-unusable' && isUntouched && isSame
  return { isLost: true, problems: isRefused ? [] : [`${first.error.code} was no clear refusal`] }
}

/** What a history gave and told that it should not have, or the other way round. */
function judge(first: ReadHistory, second: ReadHistory | null, whole: readonly string[]): Finding {
  const { frames, told } = first
  const isLost = whole.some((frame, index) => frames[index] !== frame)
  const saysSo = frames.some((frame) => typeOf(frame) === 'history-damaged')
  const standIns = ['damaged-fact', 'history-damaged']
  const foreign = frames.filter((frame, index) => {
    return frame !== whole[index] && !standIns.includes(typeOf(frame))
  })
  const problems = foreign.map((frame) => `never said: ${frame}`)
  if (isLost !== (told !== null)) problems.push(`lost: ${isLost}, told: ${told}`)
  if (isLost !== saysSo) problems.push(`lost: ${isLost}, told to the members: ${saysSo}`)
  if (second === null) problems.push('the second start failed')
  else if (second.told !== null) problems.push(`the second start told ${second.told}`)
  else if (second.frames.join() !== frames.join()) problems.push('the second start gave others')
  return { isLost, problems }
}

it('loses nothing silently, and starts again as if nothing were', async () => {
  const killed = await killedOnce()
  const problems: string[] = []
  let losses = 0
  for (let index = 0; index < CASES; index++) {
    const damage = chooseDamage(killed.data, index)
    const found = await tryDamage(killed, damage)
    if (found.isLost) losses++
    problems.push(...found.problems.map((problem) => `${describeDamage(damage)}: ${problem}`))
  }

  expect(problems).toEqual([])
  // Damage that harms nothing proves nothing.
  expect(losses).toBeGreaterThan(CASES / 4)
})

/** Runs the real program on a damaged folder: what it tells, what it serves, and what it tells Ada. */
async function hostDamaged(copy: string, { profile }: KilledHost) {
  const { host, port } = await serveJson(copy)
  const viewer = joinJson(port, 'Viewer', temporaryFolder(), '--view')
  const ada = joinJson(port, 'Ada', copyOf(profile))
  for (const member of [viewer, ada]) member.process.stdin.end()
  expect([await viewer.exit(), await ada.exit(), await ended(host)]).toEqual([0, 0, 0])
  return {
    told: codesIn(host),
    served: new Map(
      viewer.named('message').map(({ sequence, text }) => [Number(sequence), String(text)]),
    ),
    isDiverged: codesIn(ada).includes('history-diverged'),
  }
}

function ended(host: Terminal): Promise<number | string> {
  host.process.kill('SIGTERM')
  return host.exit()
}

function codesIn(program: Terminal): readonly unknown[] {
  return program.named('error').map(({ code }) => code)
}

/** Gives whether a member was told that the host's history is another one. */
async function proveWithProgram(index: number): Promise<boolean> {
  const killed = await killedOnce()
  const damage = chooseDamage(killed.data, index)
  const what = describeDamage(damage)
  const copy = copyOf(killed.data)
  inflict(copy, damage)

  const { told, served, isDiverged } = await hostDamaged(copy, killed)
  const { host: again } = await serveJson(copy)

  const count = killed.frames.length
  const foreign = [...served].filter(([sequence, text]) => {
    return !killed.frames[sequence - 1]?.includes(`"text":"${text}"`)
  })
  expect([what, foreign]).toEqual([what, []])
  expect([what, told]).toEqual([what, served.size < count ? ['history-damaged'] : []])
  // Ada holds all of it: she is told when the host does not have her last fact any more.
  expect([what, isDiverged]).toEqual([what, !served.has(count)])
  expect([what, await ended(again), codesIn(again)]).toEqual([what, 0, []])
  return isDiverged
}

it('the program says so, goes on, and tells a member who has more than it', async () => {
  await killedOnce()
  const diverged: boolean[] = []
  const cases = Array.from({ length: PROGRAM_CASES }, (_, index) => CASES + index)
  const lane = async (): Promise<void> => {
    for (let next = cases.shift(); next !== undefined; next = cases.shift()) {
      diverged.push(await proveWithProgram(next))
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))

  expect(diverged).toHaveLength(PROGRAM_CASES)
  expect(diverged.filter(Boolean).length).toBeGreaterThan(1)
})

/** Writes the version of a later schema, and leaves it in the log as a killed program would. */
function makeNewer(data: string): void {
  const database = openForWriting(databasePath(data), { checkpointPages: 0 })
  database.exec('PRAGMA user_version=999')
  const files = FILES.map((name) => [join(data, name), readFileSync(join(data, name))] as const)
  // Closing moves the log into the database: what was there before is put back.
  database.close()
  for (const [path, bytes] of files) writeFileSync(path, bytes)
}

it('refuses what a newer version has written, says so in one sentence, and touches nothing', async () => {
  const { data } = await killedOnce()
  const copy = copyOf(data)
  makeNewer(copy)
  const before = filesOf(copy)

  for (let start = 0; start < 2; start++) {
    const host = new Terminal('serve', '--json', '--port', '0', '--data', copy)
    expect(await host.exit()).toBe(1)
    expect(host.stderr).toMatch(/^parley: The history in [^\n]+ cannot be opened: [^\n]+\n$/)
    expect(host.stderr).toContain(copy)
    expect(filesOf(copy)).toEqual(before)
  }
})

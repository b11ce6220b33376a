// The system calls of a process, as strace writes them down, and what they say about when things are synced.

/** A call whose file descriptor is a file or a socket. */
export interface SystemCall {
  readonly name: string
  /** The path of a file; `TCP:[…]` for a socket. */
  readonly path: string
  /** What it returned: bytes, or 0 for a sync. */
  readonly result: number
  /** Where in the trace it began and ended: what has ended before another began, happened before it. */
  readonly begun: number
  readonly ended: number
}

/** The calls that carry bytes or sync them. */
export const TRACED_CALLS = [
  'read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg,sendmmsg,sendfile',
  'pwrite64,pwritev,pwritev2,fsync,fdatasync,sync_file_range,msync,io_uring_enter',
].join(',')

/** Process id, call, descriptor with its path, and the rest, which ends with the result. */
const CALL =
  /^(?<thread>\d+) +(?<name>\w+)\(\d+<(?<path>TCP:\[[^\]]*\]|[^>]*)>.*(?:<unfinished \.\.\.>|\) += (?<result>-?\d+).*)$/

/** The rest of a call during which others were written down. */
const RESUMED = /^(?<thread>\d+) +<\.\.\. \w+ resumed>.*\) += (?<result>-?\d+)/

/** Reads what `strace -f -yy -s 0` has written. A call that never ended is left out. */
export function readTrace(trace: string): readonly SystemCall[] {
  const calls: SystemCall[] = []
  const underWay = new Map<string, Pick<SystemCall, 'name' | 'path' | 'begun'>>()
  for (const [index, line] of trace.split('\n').entries()) {
    const begun = CALL.exec(line)?.groups
    const { thread = '', result } = begun ?? RESUMED.exec(line)?.groups ?? {}
    if (begun)
      underWay.set(thread, { name: begun['name'] ?? '', path: begun['path'] ?? '', begun: index })
    const call = underWay.get(thread)
    if (!call || result === undefined) continue
    underWay.delete(thread)
    calls.push({ ...call, result: Number(result), ended: index })
  }
  return calls.toSorted((a, b) => a.begun - b.begun)
}

export interface Accounting {
  /** Messages that came in. */
  readonly messages: number
  /** Writes to sockets that began between a message and the next one. */
  readonly writes: number
  /** What is not as it must be; empty when all is well. */
  readonly problems: readonly string[]
}

/**
 * Between each message that was read from a socket and the first write to any socket after it there must be,
 * one after the other: a write to the log of the database, its sync, a write to the head file, its sync.
 * Messages are told by their size, and must have come one at a time; one may be read in several parts.
 */
export function accountForSyncs(traced: readonly SystemCall[], messageBytes: number): Accounting {
  const calls = joinReads(traced)
  const requests = calls.filter((call) => isRead(call) && call.result >= messageBytes)
  const writes = calls.filter(isSocketWrite)
  const problems: string[] = []
  let counted = 0
  requests.forEach((request, index) => {
    const until = requests[index + 1]?.begun ?? Infinity
    const within = calls.filter(({ begun }) => begun > request.ended && begun < until)
    const answers = writes.filter(({ begun }) => begun > request.ended && begun < until)
    counted += answers.length
    const [first] = answers
    const problem = first ? findMissing(within, first) : 'nobody was told'
    if (problem !== null) problems.push(`message ${index + 1}: ${problem}`)
  })
  return { messages: requests.length, writes: counted, problems }
}

/** Reads of one socket with nothing between them are one. */
function joinReads(calls: readonly SystemCall[]): readonly SystemCall[] {
  const joined: SystemCall[] = []
  for (const call of calls) {
    const last = joined.at(-1)
    const isRest = last && isPart(last) && isPart(call) && last.path === call.path
    if (isRest) joined.pop()
    joined.push(isRest ? { ...last, result: last.result + call.result, ended: call.ended } : call)
  }
  return joined
}

function isPart(call: SystemCall): boolean {
  return isRead(call) && call.result > 0
}

/** What had not happened when the first byte left; null when everything had. */
function findMissing(within: readonly SystemCall[], first: SystemCall): string | null {
  const before = within.filter(({ ended }) => ended < first.begun)
  const logged = before.findLast((call) => isFileWrite(call, '.db-wal'))
  if (!logged) return 'nothing was written to the log'
  const logSynced = before.find((call) => isSync(call, '.db-wal') && call.begun > logged.ended)
  if (!logSynced) return 'the log was not synced'
  const headWritten = before.findLast((call) => isFileWrite(call, '.head'))
  if (!headWritten) return 'nothing was written to the head file'
  if (headWritten.begun < logSynced.ended)
    return 'the head file was written before the log was synced'
  const headSynced = before.some((call) => isSync(call, '.head') && call.begun > headWritten.ended)
  return headSynced ? null : 'the head file was not synced'
}

function isRead({ name, path }: SystemCall): boolean {
  return isSocket(path) && /^(read|recv)/.test(name)
}

function isSocketWrite({ name, path }: SystemCall): boolean {
  return isSocket(path) && /^(write|send)/.test(name)
}

function isSocket(path: string): boolean {
  return path.startsWith('TCP:')
}

function isFileWrite({ name, path, result }: SystemCall, ending: string): boolean {
  return path.endsWith(ending) && /^p?write/.test(name) && result > 0
}

function isSync({ name, path, result }: SystemCall, ending: string): boolean {
  return path.endsWith(ending) && (name === 'fsync' || name === 'fdatasync') && result === 0
}

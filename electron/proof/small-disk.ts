// A disk of 64 MiB that a test can fill.

import { spawnSync } from 'node:child_process'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { systemCode } from '../wire/node-error.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'

const MIB = 1_048_576
const BLOCK = Buffer.alloc(4_096)

export interface SmallDisk {
  readonly path: string
  /** Takes space until so many bytes are left; 0 until nothing more can be written. */
  readonly fill: (freeBytes: number) => void
  /** Gives back all that was taken. */
  readonly free: () => void
}

/** Why no disk can be mounted; null when one can. */
export function findMountObstacle(): string | null {
  if (process.platform !== 'linux') return 'disks are mounted on Linux only'
  if (process.getuid?.() !== 0) return 'only root can mount a disk'
  // In a name space of its own, so that nothing is left behind.
  const { status, error } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'])
  return status === 0 && !error ? null : 'mounting is not permitted'
}

/** Mounts a disk, and unmounts it when the test is over, whatever still uses it then. */
export function mountSmallDisk(): SmallDisk {
  const path = temporaryFolder()
  run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', path)
  onTestFinished(() => run('umount', '--lazy', path))
  const filler = join(path, 'filler')
  return {
    path,
    fill: (freeBytes) => fill(path, filler, freeBytes),
    free: () => rmSync(filler, { force: true }),
  }
}

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command}: ${stderr}`)
}

function fill(path: string, filler: string, freeBytes: number): void {
  const descriptor = openSync(filler, 'a')
  try {
    while (freeBytesOf(path) > freeBytes) writeSync(descriptor, BLOCK)
  } catch (error) {
    // Others write as well: the last block is theirs.
    if (systemCode(error) !== 'ENOSPC') throw error
  } finally {
    closeSync(descriptor)
  }
}

function freeBytesOf(path: string): number {
  const { bavail, bsize } = statfsSync(path)
  return bavail * bsize
}

/** Bytes of so many MiB. */
export function mib(count: number): number {
  return count * MIB
}

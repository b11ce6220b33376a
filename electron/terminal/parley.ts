#!/usr/bin/env node
// The terminal commands: the same server and the same client as in the application, without a window.

import { readFileSync } from 'node:fs'
import { assertNever } from '../../shared/assert-never.ts'
import { EVERY_ADDRESS } from '../server/listen.ts'
import { join } from './join-command.ts'
import { serve } from './serve-command.ts'
import { stopPrinting } from './output.ts'
import { parseCommand, USAGE, type Command } from './usage.ts'

/** Exit code for a command that was not understood. */
const WRONG_USAGE = 2

async function run(command: Command): Promise<number> {
  switch (command.command) {
    case 'serve':
      return serve(command)
    case 'join':
      return join(command)
    case 'help':
      process.stdout.write(USAGE)
      return 0
    case 'version':
      process.stdout.write(`${version()}\n`)
      return 0
    case 'wrong':
      process.stderr.write(`parley: ${command.problem}\n\n${USAGE}`)
      return WRONG_USAGE
    default:
      return assertNever(command)
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}

// Whoever reads the output may go away, as `head` does: then there is nobody left to tell.
let isUnread = false

function stopUnread(): void {
  isUnread = true
  stopPrinting()
  // In order: a thread that is cut off within a call to its database takes the process with it.
  if (!process.emit('SIGTERM')) process.exit(1)
}

process.stdout.on('error', stopUnread)
process.stderr.on('error', stopUnread)

run(parseCommand(process.argv.slice(2), EVERY_ADDRESS)).then(
  (code) => {
    if (isUnread) process.exit(1)
    // Where writing to a pipe takes its time, the last lines must be out before the end.
    process.stdout.write('', () => process.exit(code))
  },
  (error: unknown) => {
    process.stderr.write(`parley: ${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)

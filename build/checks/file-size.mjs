// Fails when a source file is longer than MAX_LINES, warns above WARN_LINES.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** Lines. Above this a file is a room with two concerns: split it. */
const MAX_LINES = 400
/** Lines. Above this it is time to look for the second concern. */
const WARN_LINES = 250

const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.(ts|tsx|mts|cts|mjs|cjs|css)$/.test(path) && existsSync(path))

const tooLong = sources
  .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > WARN_LINES)
  .toSorted((a, b) => b.lines - a.lines)

for (const { path, lines } of tooLong) {
  console.error(
    `${lines > MAX_LINES ? 'error' : 'warning'}: ${path} has ${lines} lines (limit ${MAX_LINES})`,
  )
}
if (tooLong.some(({ lines }) => lines > MAX_LINES)) process.exit(1)

// The built terminal program as a child process, read as scripts read it.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { terminalPath } from './built-program.ts'
import { readJson } from './json.ts'
import { until, untilDefined } from './until.ts'

/** One line of `--json`. */
export type TerminalEvent = Readonly<Record<string, unknown>> & { readonly event: string }

/** A process that prints as the terminal program does; it ends with its test. */
export class PrintingProcess {
  readonly process: ChildProcessWithoutNullStreams
  stdout = ''
  stderr = ''
  #code: number | string | null = null

  constructor(started: ChildProcessWithoutNullStreams) {
    this.process = started
    this.process.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text))
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.process.stdin.on('error', () => undefined)
    this.process.on('close', (code, signal) => (this.#code = code ?? signal))
    onTestFinished(() => void this.process.kill('SIGKILL'))
  }

  /** The events of `--json` up to now. */
  get events(): readonly TerminalEvent[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => readJson<TerminalEvent>(line))
  }

  named(name: string): readonly TerminalEvent[] {
    return this.events.filter(({ event }) => event === name)
  }

  /** The first event with these fields, once it is there. */
  event(fields: Readonly<Record<string, unknown>>): Promise<TerminalEvent> {
    return untilDefined(
      () =>
        this.events.find((event) =>
          Object.entries(fields).every(([key, value]) => event[key] === value),
        ),
      () => `${JSON.stringify(fields)} in ${this.stdout} ${this.stderr}`,
    )
  }

  /** Types lines. */
  type(...lines: readonly string[]): void {
    this.process.stdin.write(lines.map((line) => `${line}\n`).join(''))
  }

  /** Resolves with the exit code, or the name of the signal that ended it. */
  exit(): Promise<number | string> {
    return until(() => {
      if (this.#code === null) throw new Error(`still running: ${this.stdout} ${this.stderr}`)
      return this.#code
    })
  }
}

/** Runs `parley` with these arguments. */
export class Terminal extends PrintingProcess {
  constructor(...args: readonly string[]) {
    super(spawn(process.execPath, [terminalPath, ...args]))
  }
}

/** `parley serve --json` on a free port of the loopback, listening. */
export async function serveJson(data: string, ...args: readonly string[]) {
  const host = new Terminal(
    'serve',
    '--json',
    '--bind',
    '127.0.0.1',
    '--port',
    '0',
    '--data',
    data,
    ...args,
  )
  const listening = await host.event({ event: 'listening' })
  return { host, listening, port: Number(listening['port']) }
}

/** `parley join --json`, trusting what is new. */
export function joinJson(
  port: number,
  name: string,
  profile: string,
  ...args: readonly string[]
): Terminal {
  return joinBy(`127.0.0.1:${port}`, name, profile, '--trust-new', ...args)
}

/** `parley join --json` by an address or an invite. */
export function joinBy(
  target: unknown,
  name: string,
  profile: string,
  ...args: readonly string[]
): Terminal {
  const who = ['--name', name, '--profile', profile]
  return new Terminal('join', String(target), '--json', ...who, ...args)
}

// The entry point of the thread that a server runs on inside the application.

import { parentPort } from 'node:worker_threads'
import { assertNever } from '../../shared/assert-never.ts'
import type { ChatServer } from './chat-server.ts'
import type { ServerEvent, ServerSettings } from './server-options.ts'
import { startHost } from './start-host.ts'
import { failed, succeeded } from '../../shared/result.ts'
import type { FromWorker, HostAnswer, HostQuestion, ToWorker } from './worker-contract.ts'

const historyWorker = new URL('./history-worker.js', import.meta.url)

const port = parentPort
if (!port) throw new Error('the server thread was started as a program')

let server: ChatServer | null = null

const tell = (message: FromWorker): void => port.postMessage(message)

function report(event: ServerEvent): void {
  switch (event.event) {
    case 'error':
      return tell({ type: 'trouble', message: event.message })
    case 'storage':
      return tell({ type: 'storage', problem: event.problem })
    case 'damage':
      return tell({ type: 'damage', missing: event.missing })
    case 'member-joined':
    case 'member-left':
    case 'ruling':
    case 'turned-away':
      return
    default:
      return assertNever(event)
  }
}

async function start(settings: ServerSettings, folder: string): Promise<void> {
  const started = await startHost({
    settings,
    folder,
    historyWorker,
    report,
    // Whoever started this thread starts it again; what was acknowledged is on the disk.
    onGone: (cause) => {
      setImmediate(() => {
        throw new Error(`the history's thread ended: ${cause}`)
      })
    },
  })
  if (started.ok) {
    server = started.value
    tell({ type: 'started', port: server.bound.port })
  } else {
    tell({ type: 'refused', error: started.error })
  }
}

async function stop(): Promise<void> {
  await server?.stop()
  server = null
  tell({ type: 'stopped' })
}

async function answerTo(question: HostQuestion): Promise<HostAnswer> {
  if (!server) return failed('not-hosting')
  switch (question.name) {
    case 'make-invite':
      return server.makeInvite(...question.parameters)
    case 'revoke-invite':
      return server.revokeInvite(...question.parameters)
    case 'list-invites':
      return succeeded(server.invites)
    default:
      return assertNever(question)
  }
}

async function answer(question: HostQuestion): Promise<void> {
  tell({ type: 'answer', number: question.number, answer: await answerTo(question) })
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'start':
      return void start(message.settings, message.folder)
    case 'stop':
      return void stop()
    case 'question':
      return void answer(message)
    default:
      return assertNever(message)
  }
})

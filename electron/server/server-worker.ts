// The entry point of the thread that a server runs on inside the application.

import { parentPort } from 'node:worker_threads'
import { assertNever } from '../../shared/assert-never.ts'
import { ChatServer } from './chat-server.ts'
import type { ServerEvent, ServerSettings } from './server-options.ts'
import type { FromWorker, ToWorker } from './worker-contract.ts'

const port = parentPort
if (!port) throw new Error('the server thread was started as a program')

let server: ChatServer | null = null

const tell = (message: FromWorker): void => port.postMessage(message)

function report(event: ServerEvent): void {
  if (event.event === 'error') tell({ type: 'trouble', message: event.message })
}

async function start(settings: ServerSettings): Promise<void> {
  const started = await ChatServer.start({ ...settings, report })
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

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'start':
      return void start(message.settings)
    case 'stop':
      return void stop()
    default:
      return assertNever(message)
  }
})

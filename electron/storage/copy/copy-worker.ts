// The entry point of the thread that has the copy: a commit that waits for the disk holds up nobody else.

import { parentPort, workerData } from 'node:worker_threads'
import { answerCalls } from '../thread/answer-calls.ts'
import { Copy } from './copy.ts'
import type { CopyThreadApi } from './threaded-copy.ts'

const folder: unknown = workerData
if (!parentPort || typeof folder !== 'string') {
  throw new Error('the thread of the copy was started as a program')
}

answerCalls<CopyThreadApi>(parentPort, new Copy(folder))

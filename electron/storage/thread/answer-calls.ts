// The side of a thread that is called.

import type { MessagePort } from 'node:worker_threads'
import type { Result } from '../../../shared/result.ts'
import { HandedOver, type Answer, type Call, type ThreadApi } from './calls.ts'

/** How the functions of an API are answered: at once or later, cloned or handed over. */
export type Answers<Api extends ThreadApi<Api>> = {
  readonly [Name in keyof Api]: (
    ...parameters: Parameters<Api[Name]>
  ) => Answerable<ReturnType<Api[Name]>> | Promise<Answerable<ReturnType<Api[Name]>>>
}

type Answerable<R> = R | (R extends Result<infer T> ? HandedOver<T> : never)

/**
 * Answers the calls that arrive at a port, each begun in the order of arrival. Returns what tells the other
 * side an event. A function that throws fails its own call only; the thread goes on.
 */
export function answerCalls<Api extends ThreadApi<Api>>(
  port: MessagePort,
  api: Answers<Api>,
): (event: unknown) => void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the other side has the same types.
  const functions = api as unknown as Readonly<Record<string, AnyAnswer>>
  const answer = (number: number, result: Result<unknown> | HandedOver<unknown>): void => {
    if (result instanceof HandedOver) post(port, [number, result.result], result.transfer)
    else post(port, [number, result])
  }
  const fail = (number: number, error: unknown): void => {
    post(port, [number, error instanceof Error ? (error.stack ?? error.message) : String(error)])
  }
  port.on('message', ([number, name, parameters]: Call) => {
    try {
      const answered = ask(functions, name, parameters)
      if (answered instanceof Promise) {
        answered.then(
          (result) => answer(number, result),
          (error: unknown) => fail(number, error),
        )
      } else {
        answer(number, answered)
      }
    } catch (error) {
      fail(number, error)
    }
  })
  return (event) => post(port, [0, event])
}

function ask(
  functions: Readonly<Record<string, AnyAnswer>>,
  name: string,
  parameters: readonly unknown[],
): Answered | Promise<Answered> {
  const answer = functions[name]
  if (!answer) throw new Error(`nothing answers ${name}`)
  return answer(...parameters)
}

type Answered = Result<unknown> | HandedOver<unknown>
type AnyAnswer = (...parameters: readonly unknown[]) => Answered | Promise<Answered>

function post(port: MessagePort, answer: Answer, transfer?: HandedOver<unknown>['transfer']): void {
  port.postMessage(answer, transfer)
}

// What the thread of a server and its owner say to each other.

import type { ChatError } from '../../shared/error.ts'
import type { KeptInvite } from '../../shared/history/register.ts'
import type { Result } from '../../shared/result.ts'
import type { InviteTerms } from './chat-server.ts'
import type { ServerSettings } from './server-options.ts'

/** What the owner asks of a running server: name -> signature. */
export interface HostQuestions {
  'make-invite': (terms: InviteTerms) => Result<{ readonly id: string; readonly token: string }>
  'revoke-invite': (id: string) => Result<void>
  'list-invites': () => Result<readonly KeptInvite[]>
}

export type HostQuestionName = keyof HostQuestions

/** A question with its number: the answer bears the same one. */
export type HostQuestion = {
  readonly [N in HostQuestionName]: {
    readonly type: 'question'
    readonly number: number
    readonly name: N
    readonly parameters: Parameters<HostQuestions[N]>
  }
}[HostQuestionName]

/** What a question may be answered with. */
export type HostAnswer = ReturnType<HostQuestions[HostQuestionName]>

export type ToWorker =
  | { readonly type: 'start'; readonly settings: ServerSettings; readonly folder: string }
  | { readonly type: 'stop' }
  | HostQuestion

export type FromWorker =
  | { readonly type: 'started'; readonly port: number }
  | { readonly type: 'refused'; readonly error: ChatError }
  | { readonly type: 'stopped' }
  | { readonly type: 'answer'; readonly number: number; readonly answer: HostAnswer }
  /** Why messages cannot be stored now; null when they can again. */
  | { readonly type: 'storage'; readonly problem: ChatError | null }
  /** What this start found missing from the history. */
  | { readonly type: 'damage'; readonly missing: number }
  /** Something went wrong and the server goes on. */
  | { readonly type: 'trouble'; readonly message: string }

import type { ChatError } from './error.ts'

/** An expected outcome as a value: what was asked for, or why not. Bugs throw instead. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ChatError }

export function succeeded<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function failed(
  code: ChatError['code'],
  detail?: ChatError['detail'],
): { readonly ok: false; readonly error: ChatError } {
  return { ok: false, error: detail ? { code, detail } : { code } }
}

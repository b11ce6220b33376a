// The chain of a room's facts: each row's hash covers its body and the hash before it, so that nothing stored
// can change, vanish from the middle or come back without being seen.

/** SHA-256 over the parts, one after the other: 32 bytes that nobody changes later. */
export type Digest = (...parts: readonly Uint8Array[]) => Uint8Array

/** Bytes of a hash. */
export const HASH_BYTES = 32

/** What the first fact of a room is chained to. */
export const FIRST_HASH: Uint8Array = new Uint8Array(HASH_BYTES)

/** The end of a room's chain: its last fact. */
export interface Tip {
  /** 0 for a room without facts. */
  readonly sequence: number
  /** The time in it: no later fact has an earlier one. */
  readonly at: number
  readonly hash: Uint8Array
}

/** The tip of a room that has no facts. */
export const NO_FACTS: Tip = { sequence: 0, at: 0, hash: FIRST_HASH }

/** A row as it was read. What is not there, or not in its form, is null. */
export interface ReadRow {
  readonly sequence: number
  readonly sealed: { readonly body: Uint8Array; readonly hash: Uint8Array } | null
}

/** The hash of a fact's row. */
export function linkHash(digest: Digest, previous: Uint8Array, body: Uint8Array): Uint8Array {
  return digest(previous, body)
}

/**
 * Checks rows that follow each other. `previous` is the hash of the row before the first, or null when that
 * is not known: then the first row cannot be checked and is damaged. Gives the numbers of damaged rows, and
 * the hash of the last, or null when there is none. A row whose own hash is damaged takes the next one with
 * it, unless its body shows what the hash was.
 */
export function verifyChain(
  digest: Digest,
  previous: Uint8Array | null,
  rows: readonly ReadRow[],
): { readonly damaged: readonly number[]; readonly last: Uint8Array | null } {
  const damaged: number[] = []
  let stored = previous
  let computed = previous
  for (const { sequence, sealed } of rows) {
    const link = sealed && findLink(digest, sealed, stored, computed)
    if (!link?.isIntact) damaged.push(sequence)
    stored = sealed?.hash ?? null
    computed = link?.hash ?? null
  }
  return { damaged, last: stored }
}

/** The hash that a row should have after either of two hashes before it, and whether it has it. */
function findLink(
  digest: Digest,
  sealed: { readonly body: Uint8Array; readonly hash: Uint8Array },
  stored: Uint8Array | null,
  computed: Uint8Array | null,
): { readonly hash: Uint8Array; readonly isIntact: boolean } | null {
  const first = stored && linkHash(digest, stored, sealed.body)
  if (first && equalBytes(first, sealed.hash)) return { hash: first, isIntact: true }
  if (!computed || (stored && equalBytes(stored, computed))) {
    return first && { hash: first, isIntact: false }
  }
  const second = linkHash(digest, computed, sealed.body)
  return { hash: second, isIntact: equalBytes(second, sealed.hash) }
}

/** What the head file says of a room. */
export interface Head {
  readonly sequence: number
  readonly hash: Uint8Array
}

/** How the chain and the head file fit together when a host starts. */
export type StartJudgement =
  /** They agree. */
  | { readonly kind: 'intact' }
  /** The chain is ahead: the host ended between the commit and the record. Nothing is lost. */
  | { readonly kind: 'crash' }
  /** Facts that were acknowledged are not in the chain. */
  | { readonly kind: 'damage'; readonly missing: number }

/**
 * Compares the chain's end with the last valid record of the head file. `hashAt` gives the hash stored with
 * a fact, or null. Another fact in the place that the head names counts as one missing: how many more of the
 * ones before it were replaced, nobody can tell.
 */
export function judgeStart(
  tip: Tip,
  head: Head | null,
  hashAt: (sequence: number) => Uint8Array | null,
): StartJudgement {
  if (!head) return { kind: tip.sequence === 0 ? 'intact' : 'crash' }
  if (head.sequence > tip.sequence) {
    return { kind: 'damage', missing: head.sequence - tip.sequence }
  }
  const hash = hashAt(head.sequence)
  if (head.sequence > 0 && !(hash && equalBytes(hash, head.hash))) {
    return { kind: 'damage', missing: 1 }
  }
  return { kind: head.sequence === tip.sequence ? 'intact' : 'crash' }
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false
  for (let index = 0; index < left.length; index++) {
    if (left[index] !== right[index]) return false
  }
  return true
}

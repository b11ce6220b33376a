/**
 * Asks for one thing after the other: while an answer is on its way only the newest wish is remembered, and
 * an answer is told only when nothing newer was wished for. Returns the way to wish; null takes the last
 * wish back.
 */
export function latestRequest<Q, A>(
  ask: (wish: Q) => Promise<A>,
  tell: (wish: Q, answer: A) => void,
): (wish: Q | null) => void {
  let isAsking = false
  let newest: { readonly wish: Q } | null = null

  const askNewest = async (): Promise<void> => {
    const asked = newest
    if (!asked || isAsking) return
    isAsking = true
    const answer = await ask(asked.wish).finally(() => (isAsking = false))
    if (newest === asked) tell(asked.wish, answer)
    else await askNewest()
  }
  return (wish) => {
    newest = wish === null ? null : { wish }
    void askNewest()
  }
}

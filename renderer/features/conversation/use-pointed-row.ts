import { useEffect, useState, type RefObject } from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'
import type { OpenRoom } from '../../store/chat-state.ts'
import type { Row } from './timeline-rows.ts'

/** Milliseconds for which the row that was pointed at shows. */
const POINTED_MS = 2_500

/**
 * Brings the message into view that was pointed at, and gives its id for as long as it is to show. A message
 * that is not among the rows changes nothing.
 */
export function usePointedRow(
  { pointed }: OpenRoom,
  rows: readonly Row[],
  list: RefObject<VirtuosoHandle | null>,
  letGo: () => void,
): string | null {
  const [seen, setSeen] = useState<OpenRoom['pointed']>(null)
  const isNew = pointed !== null && pointed !== seen

  useEffect(() => {
    if (!isNew) return undefined
    const index = rows.findIndex(
      (row) => row.kind === 'message' && row.message.id === pointed.message,
    )
    if (index >= 0) {
      letGo()
      list.current?.scrollToIndex({ index, align: 'center' })
    }
    return undefined
    // Only the pointing brings it into view: rows that come afterwards leave the view where it is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [pointed])

  useEffect(() => {
    if (!isNew) return undefined
    const timer = setTimeout(() => setSeen(pointed), POINTED_MS)
    return () => clearTimeout(timer)
  }, [isNew, pointed])

  return isNew ? pointed.message : null
}

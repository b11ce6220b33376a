import { ArrowDown, MessagesSquare } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionState } from '../../../shared/session/view.ts'
import { Virtuoso, type Components, type VirtuosoHandle } from 'react-virtuoso'
import { isBanInForce } from '../../../shared/session/known-rulings.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { rulingRole } from '../../store/selectors.ts'
import { keepFocus } from '../../ui/focus-home.ts'
import { Announcer } from './announcer.tsx'
import { messagesSince } from './news.ts'
import { OlderEdge, type OlderEdgeProps } from './older-edge.tsx'
import { locationOf } from './reading-place.ts'
import { RowView } from './row-view.tsx'
import { buildRows, type Row } from './timeline-rows.ts'
import { useEdgeKeys } from './use-edge-keys.ts'
import { useFirstIndex } from './use-first-index.ts'
import { useKeptPlace } from './use-kept-place.ts'
import { useNow } from './use-now.ts'
import { useOlder } from './use-older.ts'
import { usePointedRow } from './use-pointed-row.ts'
import { useStickToEnd } from './use-stick-to-end.ts'
import styles from './conversation.module.css'

const LIST_STYLE = { height: '100%' }

interface ConversationProps {
  readonly room: OpenRoom
  readonly onSearch: () => void
}

/** What is said in a room. Follows the end while one reads there, and keeps its place otherwise. */
export function Conversation({ room, onSearch }: ConversationProps) {
  const { t } = useTranslation()
  const { view, session } = room
  const rows = useMemo(() => buildRows(view), [view])
  const firstIndex = useFirstIndex(rows)
  const list = useRef<VirtuosoHandle>(null)
  const { isAtEnd, toEnd, toStart, letGo, scroller, scrollerRef } = useStickToEnd(
    room.place === null,
  )
  const older = useOlder(room, rows, scroller)
  const pointed = usePointedRow(room, rows, list, letGo)
  const [start] = useState(() => locationOf(room.place, rows))
  const unseen = useUnseen(room, isAtEnd)
  useOwnMessageAtEnd(view.pending.at(-1)?.id, toEnd)
  useEdgeKeys(scroller, toStart, toEnd)
  useKeptPlace(room, rows, isAtEnd, scroller, list)
  const edge = { older: view.older, error: older.error, onShow: older.read, onSearch }
  const now = useNow()
  const lifts = (row: Row) => isLiftable(room, row, now)
  const connection = view.connection.kind

  return (
    <div className={styles.conversation}>
      <div role="log" aria-label={t('timeline.label')} aria-live="off" className={styles.log}>
        {rows.length === 0 ? (
          <Empty isHost={room.isHost} edge={edge} />
        ) : (
          <Virtuoso
            ref={list}
            style={LIST_STYLE}
            data={rows}
            firstItemIndex={firstIndex}
            initialTopMostItemIndex={start}
            computeItemKey={(_, row) => row.key}
            context={{ session, connection, pointed, edge, lifts }}
            itemContent={rowContent}
            scrollerRef={scrollerRef}
            increaseViewportBy={400}
            // A frame later, rows that turn out higher than expected would be seen to jump.
            skipAnimationFrameInResizeObserver
            components={LIST_PARTS}
          />
        )}
      </div>
      {!isAtEnd && rows.length > 0 && (
        <button type="button" className={styles.toEnd} onClick={toEnd} ref={keepFocus}>
          {unseen > 0 ? t('timeline.newMessages', { count: unseen }) : t('timeline.toEnd')}
          <ArrowDown size={16} aria-hidden />
        </button>
      )}
      <Announcer room={room} />
    </div>
  )
}

interface ListContext {
  readonly session: string
  readonly connection: ConnectionState['kind']
  /** The id of the message that was just pointed at. */
  readonly pointed: string | null
  readonly edge: OlderEdgeProps
  /** Whether a line tells of a ban that one can lift. */
  readonly lifts: (row: Row) => boolean
}

function isLiftable(room: OpenRoom, row: Row, now: number): boolean {
  if (row.kind !== 'ruling' || row.fact.type !== 'member-banned') return false
  return rulingRole(room) !== null && isBanInForce(room.view.rulings, row.fact, now)
}

function rowContent(_: number, row: Row, context: ListContext) {
  const { session, connection, pointed, lifts } = context
  const isPointedAt = row.kind === 'message' && row.message.id === pointed
  return (
    <RowView
      row={row}
      session={session}
      connection={connection}
      isPointedAt={isPointedAt}
      isLiftable={lifts(row)}
    />
  )
}

const LIST_PARTS: Components<Row, ListContext> = {
  Header: ({ context }) => <OlderEdge {...context.edge} />,
  Footer: () => <div className={styles.edge} />,
}

interface EmptyProps {
  readonly isHost: boolean
  readonly edge: OlderEdgeProps
}

function Empty({ isHost, edge }: EmptyProps) {
  const { t } = useTranslation()
  // Nothing is here, which is not to say that nothing was said.
  if (edge.older !== 'none') {
    return (
      <div className={styles.empty}>
        <OlderEdge {...edge} />
      </div>
    )
  }
  return (
    <div className={styles.empty}>
      <MessagesSquare className={styles.emptyIcon} size={40} strokeWidth={1.5} aria-hidden />
      <p className={styles.emptyTitle}>{t('timeline.empty')}</p>
      <p className={styles.emptyHint}>
        {isHost ? t('timeline.emptyHostHint') : t('timeline.emptyHint')}
      </p>
    </div>
  )
}

/** How many messages came since one has left the end. */
function useUnseen({ view }: OpenRoom, isAtEnd: boolean): number {
  const [left, setLeft] = useState(view.entriesAdded)
  if (isAtEnd && left !== view.entriesAdded) setLeft(view.entriesAdded)
  return isAtEnd ? 0 : messagesSince(view, left).length
}

/** Who has sent something wants to see it. */
function useOwnMessageAtEnd(newest: string | undefined, toEnd: () => void) {
  const last = useRef(newest)
  useEffect(() => {
    if (newest !== undefined && newest !== last.current) toEnd()
    last.current = newest
  })
}

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Virtuoso, type Components } from 'react-virtuoso'
import type { Member } from '../../../shared/protocol/schema.ts'
import type { OpenRoom } from '../../store/chat-state.ts'
import { rulingRole, sortMembers } from '../../store/selectors.ts'
import { LockControl } from './lock-control.tsx'
import { MemberRow } from './member-row.tsx'
import styles from './members.module.css'

/** Above this many rows only those on the screen are in the page. */
const VIRTUAL_FROM = 150

const LIST_STYLE = { height: '100%' }

/** Who is in the room, oneself first. */
export function MemberList({ room }: { readonly room: OpenRoom }) {
  const { t } = useTranslation()
  const { members, memberCount, joined } = room.view
  const you = joined?.you.id
  const sorted = useMemo(() => sortMembers(members, you), [members, you])
  if (members.length === 0) return <p className={styles.more}>{t('members.unknown')}</p>
  const unlisted = Math.max(0, memberCount - members.length)
  return (
    <div className={styles.members}>
      {sorted.length > VIRTUAL_FROM ? (
        <VirtualList room={room} members={sorted} />
      ) : (
        <ul className={styles.list} aria-label={t('members.title')}>
          {sorted.map((member) => (
            <li key={member.id} className={styles.item}>
              <MemberRow member={member} room={room} isYou={member.id === you} />
            </li>
          ))}
        </ul>
      )}
      {unlisted > 0 && <p className={styles.more}>{t('members.more', { count: unlisted })}</p>}
      {rulingRole(room) && <LockControl room={room} />}
    </div>
  )
}

interface VirtualListProps {
  readonly room: OpenRoom
  readonly members: readonly Member[]
}

function VirtualList({ room, members }: VirtualListProps) {
  const you = room.view.joined?.you.id
  return (
    <Virtuoso
      className={styles.virtual}
      style={LIST_STYLE}
      data={members}
      context={{ count: members.length }}
      components={VIRTUAL_PARTS}
      computeItemKey={(_, member) => member.id}
      itemContent={(_, member) => memberRow({ member, room, isYou: member.id === you })}
    />
  )
}

function memberRow(props: Parameters<typeof MemberRow>[0]) {
  return <MemberRow {...props} />
}

interface Context {
  readonly count: number
}

// The list measures `div` elements: their roles make them a list with its items.
const VIRTUAL_PARTS: Components<Member, Context> = {
  List: function List({ context: _context, ...rest }) {
    const { t } = useTranslation()
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    return <div {...rest} role="list" aria-label={t('members.title')} />
  },
  Item: function Item({ context, item: _item, ...rest }) {
    return (
      <div
        {...rest}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="listitem"
        className={styles.item}
        aria-posinset={rest['data-index'] + 1}
        aria-setsize={context.count}
      />
    )
  },
}

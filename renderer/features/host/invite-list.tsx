import { useTranslation } from 'react-i18next'
import { MAX_INVITE_USES, type HostedInvite } from '../../../shared/ipc/contract.ts'
import { formatDateTime, formatShortDateTime } from '../../i18n/format.ts'
import { Button } from '../../ui/button.tsx'
import { inviteState } from './invite-state.ts'
import type { Invites } from './use-invites.ts'
import styles from './invites.module.css'

/** The invites of the room, newest first, each with what is left of it. */
export function InviteList({ invites }: { readonly invites: Invites }) {
  const { t } = useTranslation()
  return (
    <ul className={styles.list} aria-label={t('invites.list')}>
      {invites.list.map((invite) => (
        <li key={invite.id} className={styles.invite}>
          <InviteRow
            invite={invite}
            now={invites.now}
            onRevoke={() => void invites.revoke(invite.id)}
          />
        </li>
      ))}
    </ul>
  )
}

interface InviteRowProps {
  readonly invite: HostedInvite
  readonly now: number
  readonly onRevoke: () => void
}

function InviteRow({ invite, now, onRevoke }: InviteRowProps) {
  const { t } = useTranslation()
  const state = inviteState(invite, now)
  const time = formatShortDateTime(invite.createdAt)
  const rest = useRest(invite)
  return (
    <>
      <div className={styles.inviteText} data-state={state}>
        <p className={styles.madeAt} title={formatDateTime(invite.createdAt)}>
          {t('invites.madeAt', { time })}
        </p>
        <p className={styles.rest}>{state === 'live' ? rest : t(`invites.state.${state}`)}</p>
      </div>
      {state === 'live' && (
        <Button size="small" aria-label={t('invites.revokeOf', { time })} onClick={onRevoke}>
          {t('invites.revoke')}
        </Button>
      )}
    </>
  )
}

/** How often and how long a live invite can still be used. */
function useRest({ uses, used, expiresAt }: HostedInvite): string {
  const { t } = useTranslation()
  const left =
    uses >= MAX_INVITE_USES ? t('invites.leftUnlimited') : t('invites.left', { count: uses - used })
  const until =
    expiresAt === null
      ? t('invites.forEver')
      : t('invites.until', { time: formatShortDateTime(expiresAt) })
  return `${left} · ${until}`
}

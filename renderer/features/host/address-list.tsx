import { useTranslation } from 'react-i18next'
import { formatHostAddress } from '../../../shared/address/host-address.ts'
import type { HostedRoom, OfferedAddress } from '../../../shared/ipc/contract.ts'
import { useChatActions } from '../../store/use-chat.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './address-list.module.css'

/** The addresses of the hosted room: the best one large, the others below it. */
export function AddressList({ hosted }: { readonly hosted: HostedRoom }) {
  const { t } = useTranslation()
  const [best, ...others] = hosted.addresses
  if (!best) return <p className={styles.note}>{t('hosting.noNetwork')}</p>
  return (
    <div className={styles.addresses}>
      <div className={styles.best}>
        <h3 className={styles.bestHeading}>
          {best.kind === 'this-machine' ? t('hosting.tellMachine') : t('hosting.tell')}
        </h3>
        <Address offered={best} port={hosted.port} />
      </div>
      {others.length > 0 && (
        <div className={styles.others}>
          <h3 className={styles.heading}>{t('hosting.more')}</h3>
          <ul className={styles.list}>
            {others.map((offered) => (
              <li key={`${offered.network} ${offered.address}`} className={styles.other}>
                <Address offered={offered} port={hosted.port} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function Address({ offered, port }: { readonly offered: OfferedAddress; readonly port: number }) {
  const { t } = useTranslation()
  const { copy } = useChatActions()
  const address = formatHostAddress({ address: offered.address, port })
  return (
    <div className={styles.row}>
      <div className={styles.text}>
        <p className={styles.address}>{address}</p>
        <p className={styles.note}>
          {t(`hosting.kind.${offered.kind}`, { network: offered.network })}
        </p>
      </div>
      <CopyButton
        label={t('hosting.copy', { address })}
        copiedText={t('hosting.copied')}
        onCopy={() => copy(address)}
      />
    </div>
  )
}

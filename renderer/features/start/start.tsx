import { LogIn, Radio } from 'lucide-react'
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useChat, useChatActions } from '../../store/use-chat.ts'
import { keepFocus } from '../../ui/focus-home.ts'
import { Logo } from '../../ui/logo.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { RecentRooms } from './recent-rooms.tsx'
import styles from './start.module.css'

/** The first screen: host or join, and the last rooms below. */
export function Start() {
  const { t } = useTranslation()
  const { askToHost, askToJoin } = useChatActions()
  const { recent, version } = useChat((state) => state.start)
  const introduction = useChat((state) => state.introduction)
  return (
    <main className={styles.start} ref={keepFocus} tabIndex={-1}>
      <div className={styles.content}>
        <header className={styles.header}>
          <p className={styles.brand}>
            <Logo size={40} />
            {t('app.name')}
          </p>
          <h1 className={styles.headline}>{t('start.headline')}</h1>
          <p className={styles.lead}>{t('start.lead')}</p>
        </header>
        {introduction !== null && <Introduction name={introduction} />}
        <div className={styles.ways}>
          <Way
            tone="primary"
            icon={<Radio size={26} aria-hidden />}
            label={t('start.host')}
            hint={t('start.hostHint')}
            onClick={() => askToHost()}
          />
          <Way
            tone="secondary"
            icon={<LogIn size={26} aria-hidden />}
            label={t('start.join')}
            hint={t('start.joinHint')}
            onClick={() => askToJoin()}
          />
        </div>
        {recent.length > 0 && <RecentRooms recent={recent} />}
        <footer className={styles.small}>
          <p>{t('start.privacy')}</p>
          <About version={version} />
        </footer>
      </div>
    </main>
  )
}

/** Asked once: the dialogs take it over, and this computer keeps it from the first room on. */
function Introduction({ name }: { readonly name: string }) {
  const { t } = useTranslation()
  const { introduce } = useChatActions()
  const field = useRef<HTMLInputElement>(null)
  // Not over a dialog that a link has opened.
  useEffect(() => {
    if (document.activeElement === document.body) field.current?.focus()
  }, [])
  return (
    <TextField
      ref={field}
      className={styles.introduction}
      label={t('start.name')}
      hint={t('start.nameHint')}
      value={name}
      onValue={introduce}
    />
  )
}

interface AboutProps {
  /** Empty until main has told it. */
  readonly version: string
}

/** Which Parley this is. Running from source has the version of the next release. */
function About({ version }: AboutProps) {
  const { t } = useTranslation()
  if (version === '') return null
  const isDevelopment = version.endsWith('-development')
  return <p>{t(isDevelopment ? 'start.developmentBuild' : 'start.version', { version })}</p>
}

interface WayProps {
  readonly tone: 'primary' | 'secondary'
  readonly icon: React.ReactNode
  readonly label: string
  readonly hint: string
  readonly onClick: () => void
}

function Way({ tone, icon, label, hint, onClick }: WayProps) {
  const id = useId()
  return (
    <button
      type="button"
      className={`${styles.way} ${styles[tone]}`}
      aria-label={label}
      aria-describedby={id}
      onClick={onClick}
    >
      <span className={styles.wayIcon}>{icon}</span>
      <span className={styles.wayLabel}>{label}</span>
      <span id={id} className={styles.wayHint}>
        {hint}
      </span>
    </button>
  )
}

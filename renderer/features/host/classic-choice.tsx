import { useTranslation } from 'react-i18next'
import { Choice } from '../../ui/choice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { HostForm } from './use-host-form.ts'
import layout from '../../ui/form.module.css'
import styles from './host-dialog.module.css'

interface ClassicChoiceProps {
  readonly form: HostForm
  /** What is wrong with the further ports. */
  readonly error: string | null
}

/** Whether programs without encryption may take part, what that means, and the ports that some of them need. */
export function ClassicChoice({ form: { fields, change }, error }: ClassicChoiceProps) {
  const { t } = useTranslation()
  const isPossible = fields.entry === 'open'
  const isChosen = isPossible && fields.classic
  return (
    <div className={layout.choices}>
      <Choice
        type="checkbox"
        label={t('hostClassic.label')}
        hint={t(isPossible ? 'hostClassic.hint' : 'hostClassic.closed')}
        isChosen={isChosen}
        disabled={!isPossible}
        onChosen={(classic) => change({ classic })}
      />
      {isChosen && (
        <TextField
          className={styles.inset}
          name="further-ports"
          label={t('hostClassic.ports')}
          hint={t('hostClassic.portsHint')}
          inputMode="numeric"
          value={fields.furtherPorts}
          error={error}
          onValue={(furtherPorts) => change({ furtherPorts })}
        />
      )}
    </div>
  )
}

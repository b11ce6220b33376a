import { ShieldQuestionMark } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Author } from '../../shared/protocol/schema.ts'
import { Badge } from '../ui/badge.tsx'

/** Tells that nobody has proven to be this author; nothing for everybody else. [UV1] */
export function UnverifiedBadge({ of: { unverified } }: { readonly of: Author }) {
  const { t } = useTranslation()
  if (!unverified) return null
  return (
    <Badge
      icon={<ShieldQuestionMark size={11} aria-hidden />}
      text={t('unverified.badge')}
      hint={t('unverified.hint')}
    />
  )
}

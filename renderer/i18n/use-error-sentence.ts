import { useTranslation } from 'react-i18next'
import type { ChatError } from '../../shared/error.ts'

/** Gives the sentence of an error in the language of the window. */
export function useErrorSentence(): (error: ChatError) => string {
  const { t } = useTranslation()
  return (error) => t(`error.${error.code}`, { ...error.detail })
}

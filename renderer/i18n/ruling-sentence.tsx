import { useTranslation } from 'react-i18next'
import { assertNever } from '../../shared/assert-never.ts'
import type { RulingFact } from '../../shared/protocol/schema.ts'
import { formatShortDateTime } from './format.ts'
import { Sentence } from './sentence.tsx'

/** What the room decided about a member or about itself, as one sentence with the names of that time. */
export function RulingSentence({ fact }: { readonly fact: RulingFact }) {
  const { t } = useTranslation()
  const until = 'until' in fact && fact.until !== null ? formatShortDateTime(fact.until) : null
  return (
    <Sentence
      template={t(sentenceOf(fact), { skipInterpolation: true })}
      parts={{
        by: <bdi>{fact.by.name}</bdi>,
        member: 'member' in fact && <bdi>{fact.member.name}</bdi>,
        until,
      }}
    />
  )
}

function sentenceOf(fact: RulingFact) {
  switch (fact.type) {
    case 'role-changed':
      return `rulings.roleChanged.${fact.role}` as const
    case 'member-kicked':
      return 'rulings.kicked'
    case 'member-banned':
      return fact.until === null ? 'rulings.banned' : 'rulings.bannedUntil'
    case 'member-unbanned':
      return 'rulings.unbanned'
    case 'member-muted':
      return fact.until === null ? 'rulings.muted' : 'rulings.mutedUntil'
    case 'member-unmuted':
      return 'rulings.unmuted'
    case 'room-locked':
      return 'rulings.locked'
    case 'room-unlocked':
      return 'rulings.unlocked'
    default:
      return assertNever(fact)
  }
}

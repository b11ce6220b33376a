import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parsePort } from '../../../shared/address/host-address.ts'
import type { ChatError } from '../../../shared/error.ts'
import type { HistoryChoice, HostOptions, Reach, StartInfo } from '../../../shared/ipc/contract.ts'
import { normalizeName, normalizeRoomName } from '../../../shared/protocol/name.ts'
import { failed, succeeded, type Result } from '../../../shared/result.ts'
import type { HostPrefill } from '../../store/chat-state.ts'
import { useChat, useChatActions } from '../../store/use-chat.ts'

interface Fields {
  readonly name: string
  /** Null until the person has chosen one: then it follows the name. */
  readonly roomName: string | null
  readonly port: string
  readonly reach: Reach
  readonly history: HistoryChoice
}

export interface HostForm {
  readonly fields: Fields & { readonly roomName: string }
  readonly error: ChatError | null
  readonly isBusy: boolean
  readonly isComplete: boolean
  readonly change: (fields: Partial<Fields>) => void
  readonly submit: () => Promise<void>
}

/** The state of the host dialog: its fields, its one error, and whether the room is being opened. */
export function useHostForm(prefill: HostPrefill): HostForm {
  const { t } = useTranslation()
  const { host, replace } = useChatActions()
  const start = useChat((state) => state.start)
  const [own, setFields] = useState<Fields>(() => initialFields(prefill, start))
  const [error, setError] = useState<ChatError | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const named = own.name.trim() === '' ? '' : t('host.roomNameOf', { name: own.name.trim() })
  const fields = { ...own, roomName: own.roomName ?? named }

  const submit = async () => {
    if (isBusy) return
    const options = checked(fields)
    if (!options.ok) return setError(options.error)
    setIsBusy(true)
    setError(null)
    const answer = await host(options.value)
    setIsBusy(false)
    setError(answer.ok ? null : answer.error)
    if (answer.ok && prefill.replaces) await replace(prefill.replaces)
  }
  return {
    fields,
    error,
    isBusy,
    isComplete: [fields.name, fields.roomName, fields.port].every((value) => value.trim() !== ''),
    change: (changed) => {
      setFields((before) => ({ ...before, ...changed }))
      setError(null)
    },
    submit,
  }
}

function initialFields(prefill: HostPrefill, start: StartInfo): Fields {
  const last = start.recent.find((room) => room.kind === 'hosted')
  const first = { roomName: null, reach: 'this-network', history: 'all' } as const
  const fallback = { ...first, name: start.name, port: start.defaultPort }
  const { name, roomName, port, reach, history } = { ...fallback, ...last, ...prefill }
  return { name, roomName, port: String(port), reach, history }
}

function checked(fields: HostForm['fields']): Result<HostOptions> {
  const name = normalizeName(fields.name)
  if (!name.ok) return name
  const roomName = normalizeRoomName(fields.roomName)
  if (!roomName.ok) return roomName
  const port = parsePort(fields.port)
  if (port === null) return failed('bad-port')
  const { reach, history } = fields
  return succeeded({ name: name.value, roomName: roomName.value, port, reach, history })
}

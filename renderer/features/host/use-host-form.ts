import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parsePort } from '../../../shared/address/host-address.ts'
import type { ChatError } from '../../../shared/error.ts'
import {
  MAX_FURTHER_PORTS,
  type HistoryChoice,
  type HostOptions,
  type Reach,
  type StartInfo,
} from '../../../shared/ipc/contract.ts'
import {
  generatePassphrase,
  normalizePassword,
  PASSPHRASE_RANDOM_BYTES,
  weakness,
} from '../../../shared/passphrase/passphrase.ts'
import { foldName, normalizeName, normalizeRoomName } from '../../../shared/protocol/name.ts'
import type { Entry } from '../../../shared/protocol/schema.ts'
import { failed, succeeded, type Result } from '../../../shared/result.ts'
import type { HostPrefill } from '../../store/chat-state.ts'
import { ownName } from '../../store/selectors.ts'
import { useChat, useChatActions } from '../../store/use-chat.ts'
import { parseFurtherPorts } from './further-ports.ts'

interface Fields {
  readonly name: string
  /** Null until the person has chosen one: then it follows the name. */
  readonly roomName: string | null
  readonly port: string
  readonly reach: Reach
  readonly history: HistoryChoice
  readonly entry: Entry
  readonly classic: boolean
  /** As typed, with blanks between them. */
  readonly furtherPorts: string
  /** Null: the one that this computer remembers of the room. */
  readonly password: string | null
}

export interface HostForm {
  readonly fields: Fields & { readonly roomName: string }
  readonly error: ChatError | null
  /** What is weak about the password that was typed; null when nothing is known to be. */
  readonly weakness: ChatError | null
  readonly isBusy: boolean
  readonly isComplete: boolean
  readonly change: (fields: Partial<Fields>) => void
  /** Puts a passphrase made by chance into the password field. */
  readonly makePassword: () => void
  readonly submit: () => Promise<void>
}

/** The state of the host dialog: its fields, its one error, and whether the room is being opened. */
export function useHostForm(prefill: HostPrefill): HostForm {
  const { t } = useTranslation()
  const { host, replace } = useChatActions()
  const start = useChat((state) => state.start)
  const name = useChat(ownName)
  const [own, setFields] = useState<Fields>(() => initialFields({ name, ...prefill }, start))
  const [error, setError] = useState<ChatError | null>(null)
  const [isBusy, setIsBusy] = useState(false)

  const named = own.name.trim() === '' ? '' : t('host.roomNameOf', { name: own.name.trim() })
  const [made, setMade] = useState(makePassphrase)
  const roomName = own.roomName ?? named
  const password = own.password ?? (isPasswordKept(roomName, start) ? null : made)
  const fields = { ...own, roomName, password }

  const submit = async () => {
    if (isBusy) return
    const options = checked(fields)
    if (!options.ok) return setError(options.error)
    setIsBusy(true)
    setError(null)
    const answer = await host(options.value)
    setIsBusy(false)
    setError(answer.ok ? null : answer.error)
    // Nothing is kept after all: the field shows a new one to go on with.
    if (!answer.ok && answer.error.code === 'password-lost') setFields({ ...own, password: made })
    if (answer.ok && prefill.replaces) await replace(prefill.replaces)
  }
  return {
    fields,
    error,
    isBusy,
    weakness: weaknessOf(fields),
    isComplete: requiredOf(fields).every((value) => value.trim() !== ''),
    change: (changed) => {
      setFields((before) => ({ ...before, ...changed }))
      setError(null)
    },
    makePassword: () => {
      const passphrase = makePassphrase()
      setMade(passphrase)
      setFields((before) => ({ ...before, password: passphrase }))
      setError(null)
    },
    submit,
  }
}

function makePassphrase(): string {
  return generatePassphrase(crypto.getRandomValues(new Uint8Array(PASSPHRASE_RANDOM_BYTES)))
}

/** Whether a room of this name was hosted with a password before: main remembers it then. */
function isPasswordKept(roomName: string, { recent }: StartInfo): boolean {
  const name = normalizeRoomName(roomName)
  if (!name.ok) return false
  const key = foldName(name.value)
  const isIt = (room: StartInfo['recent'][number]): boolean =>
    room.kind === 'hosted' && room.entry === 'password' && foldName(room.roomName) === key
  return recent.some(isIt)
}

function requiredOf({ name, roomName, port, entry, password }: HostForm['fields']) {
  const isTyped = entry === 'password' && password !== null
  return [name, roomName, port, ...(isTyped ? [password] : [])]
}

function weaknessOf({ entry, password }: HostForm['fields']): ChatError | null {
  if (entry !== 'password' || password === null) return null
  const normalized = normalizePassword(password)
  const code = normalized.ok ? weakness(normalized.value) : null
  return code && { code }
}

function initialFields(prefill: HostPrefill, start: StartInfo): Fields {
  const last = start.recent.find((room) => room.kind === 'hosted')
  const first = { roomName: null, reach: 'this-network', history: 'all', entry: 'open' } as const
  const classics = { classic: false, furtherPorts: [] }
  const fallback = { ...first, ...classics, name: start.name, port: start.defaultPort }
  const known = { ...fallback, ...last, ...prefill }
  const { name, roomName, port, reach, history, entry, classic } = known
  const furtherPorts = known.furtherPorts.join(' ')
  const rules = { reach, history, entry, classic, furtherPorts }
  return { name, roomName, port: String(port), ...rules, password: null }
}

function checked(fields: HostForm['fields']): Result<HostOptions> {
  const name = normalizeName(fields.name)
  if (!name.ok) return name
  const roomName = normalizeRoomName(fields.roomName)
  if (!roomName.ok) return roomName
  const port = parsePort(fields.port)
  if (port === null) return failed('bad-port')
  const { reach, history, entry } = fields
  const classic = entry === 'open' && fields.classic
  const furtherPorts = parseFurtherPorts(classic ? fields.furtherPorts : '')
  if (furtherPorts === null) return failed('bad-ports', { max: MAX_FURTHER_PORTS })
  const classics = { classic, furtherPorts }
  const password = entry === 'password' ? fields.password : null
  const typed = password === null ? null : normalizePassword(password)
  if (typed && !typed.ok) return typed
  const names = { name: name.value, roomName: roomName.value }
  return succeeded({ ...names, port, reach, history, entry, ...classics, password })
}

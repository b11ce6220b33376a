import { useRef, useState } from 'react'
import type { HostAddress } from '../../../shared/address/host-address.ts'
import type { ChatError } from '../../../shared/error.ts'
import type { JoinOptions } from '../../../shared/ipc/contract.ts'
import { normalizeName } from '../../../shared/protocol/name.ts'
import type { Role } from '../../../shared/protocol/schema.ts'
import type { Result } from '../../../shared/result.ts'
import type { JoinPrefill } from '../../store/chat-state.ts'
import { useChat, useChatActions } from '../../store/use-chat.ts'
import { afterAddressTyped, afterPortTyped, hostAddressOf } from './address-fields.ts'
import { stepAfter, type JoinStep } from './join-step.ts'

interface Fields {
  readonly address: string
  readonly port: string
  readonly name: string
  readonly role: Role
}

export interface JoinForm {
  readonly fields: Fields
  readonly step: JoinStep
  readonly isComplete: boolean
  readonly setAddress: (address: string) => void
  readonly setPort: (port: string) => void
  readonly setName: (name: string) => void
  readonly setRole: (role: Role) => void
  readonly submit: () => Promise<void>
  /** Joins the host that showed this fingerprint. */
  readonly trust: (fingerprint: string) => Promise<void>
  readonly forgetAndAsk: (host: HostAddress) => Promise<void>
  /** One step back: from an attempt or a question to the form, from the form out of the dialog. */
  readonly goBack: () => void
  readonly close: () => void
}

/** The state of the join dialog from the first letter to the open room. */
export function useJoinForm(prefill: JoinPrefill): JoinForm {
  const actions = useChatActions()
  const start = useChat((state) => state.start)
  const [fields, setFields] = useState<Fields>(() => ({
    address: prefill.address ?? '',
    port: String(prefill.port ?? start.defaultPort),
    name: prefill.name ?? start.name,
    role: prefill.role ?? 'member',
  }))
  const [step, setStep] = useState<JoinStep>(() => firstStep(prefill))
  const isConnecting = useRef(false)

  const change = (changed: Partial<Fields>) => {
    setFields((before) => ({ ...before, ...changed }))
    setStep((before) => (before.kind === 'form' ? { kind: 'form', error: null } : before))
  }
  const attempt = async (trust: string | null, prepare?: () => Promise<ChatError | null>) => {
    if (isConnecting.current) return
    const options = optionsOf(fields, trust)
    if (!options.ok) return setStep({ kind: 'form', error: options.error })
    isConnecting.current = true
    setStep({ kind: 'connecting' })
    const error = (await prepare?.()) ?? (await actions.join(options.value))
    isConnecting.current = false
    if (error) setStep(stepAfter(error, options.value))
    else if (prefill.replaces) await actions.replace(prefill.replaces)
  }
  const close = () => {
    if (isConnecting.current) actions.cancelJoin()
    actions.closeDialog()
  }
  return {
    fields,
    step,
    isComplete: [fields.address, fields.port, fields.name].every((value) => value.trim() !== ''),
    setAddress: (address) => change(afterAddressTyped(fields, address)),
    setPort: (port) => change(afterPortTyped(fields, port)),
    setName: (name) => change({ name }),
    setRole: (role) => change({ role }),
    submit: () => attempt(null),
    trust: (fingerprint) => attempt(fingerprint),
    forgetAndAsk: (host) => attempt(null, () => actions.forgetHost(host.address, host.port)),
    goBack: () => {
      if (step.kind === 'form') close()
      else if (step.kind === 'connecting') actions.cancelJoin()
      else setStep({ kind: 'form', error: null })
    },
    close,
  }
}

/** What went wrong before the dialog was needed is where it begins. */
function firstStep({ error, address, port }: JoinPrefill): JoinStep {
  const host = address !== undefined && port !== undefined ? { address, port } : null
  return error && host ? stepAfter(error, host) : { kind: 'form', error: error ?? null }
}

function optionsOf(fields: Fields, trust: string | null): Result<JoinOptions> {
  const host = hostAddressOf(fields)
  if (!host.ok) return host
  const name = normalizeName(fields.name)
  if (!name.ok) return name
  return { ok: true, value: { ...host.value, name: name.value, role: fields.role, trust } }
}

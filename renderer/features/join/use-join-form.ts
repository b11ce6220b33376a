import { useRef, useState } from 'react'
import { formatHostAddress, type HostAddress } from '../../../shared/address/host-address.ts'
import type { ChatError } from '../../../shared/error.ts'
import type { JoinOptions, StartInfo } from '../../../shared/ipc/contract.ts'
import { normalizeName } from '../../../shared/protocol/name.ts'
import type { Role } from '../../../shared/protocol/schema.ts'
import { looksLikeInvite } from '../../../shared/invite/invite.ts'
import { succeeded, type Result } from '../../../shared/result.ts'
import type { JoinPrefill } from '../../store/chat-state.ts'
import { ownName } from '../../store/selectors.ts'
import { useChat, useChatActions } from '../../store/use-chat.ts'
import { afterAddressTyped, afterPortTyped, joinTargetOf } from './address-fields.ts'
import { stepAfter, type JoinStep, type JoinTarget } from './join-step.ts'

interface Fields {
  readonly address: string
  readonly port: string
  readonly name: string
  readonly role: Role
  readonly password: string
  readonly remembersPassword: boolean
}

/** What a person has said to a question of the attempt before. */
interface Answers {
  readonly trust?: string
  readonly password?: string
}

export interface JoinForm {
  readonly fields: Fields
  readonly step: JoinStep
  /** Where the invite in the address field leads; null when there is none, or none that can be read. */
  readonly invited: { readonly address: string; readonly more: number } | null
  readonly isInvite: boolean
  readonly isComplete: boolean
  readonly setAddress: (address: string) => void
  readonly setPort: (port: string) => void
  readonly setName: (name: string) => void
  readonly setRole: (role: Role) => void
  readonly setPassword: (password: string) => void
  readonly setRemembersPassword: (isRemembered: boolean) => void
  readonly submit: () => Promise<void>
  /** Joins with the password that was typed. */
  readonly submitPassword: () => Promise<void>
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
  const name = useChat(ownName)
  const [fields, setFields] = useState<Fields>(() => initialFields({ name, ...prefill }, start))
  const [step, setStep] = useState<JoinStep>(() => firstStep(prefill))
  const isConnecting = useRef(false)

  const change = (changed: Partial<Fields>) => {
    setFields((before) => ({ ...before, ...changed }))
    setStep((before) =>
      before.kind === 'form' || before.kind === 'password' ? { ...before, error: null } : before,
    )
  }
  const attempt = async (answers: Answers, prepare?: () => Promise<ChatError | null>) => {
    if (isConnecting.current) return
    const target = joinTargetOf(fields)
    const options = optionsOf(fields, answers)
    if (!target.ok) return setStep({ kind: 'form', error: target.error })
    if (!options.ok) return setStep({ kind: 'form', error: options.error })
    isConnecting.current = true
    setStep(connecting)
    const error = (await prepare?.()) ?? (await actions.join(options.value))
    isConnecting.current = false
    if (error) setStep((before) => afterAttempt(before, error, target.value))
    else if (prefill.replaces) await actions.replace(prefill.replaces)
  }
  const isInvite = looksLikeInvite(fields.address)
  const close = () => {
    if (isConnecting.current) actions.cancelJoin()
    actions.closeDialog()
  }
  return {
    fields,
    step,
    invited: invitedTo(fields),
    isInvite,
    isComplete: [fields.address, isInvite ? '-' : fields.port, fields.name].every(
      (value) => value.trim() !== '',
    ),
    setAddress: (address) => change(afterAddressTyped(fields, address)),
    setPort: (port) => change(afterPortTyped(fields, port)),
    setName: (name) => change({ name }),
    setRole: (role) => change({ role }),
    setPassword: (password) => change({ password }),
    setRemembersPassword: (remembersPassword) => change({ remembersPassword }),
    submit: () => attempt({}),
    submitPassword: () => attempt({ password: fields.password }),
    trust: (trust) => attempt({ trust }),
    forgetAndAsk: (host) => attempt({}, () => actions.forgetHost(host.address, host.port)),
    goBack: () => {
      if (step.kind === 'form') close()
      else if (isConnecting.current) actions.cancelJoin()
      else setStep({ kind: 'form', error: null })
    },
    close,
  }
}

function initialFields(prefill: JoinPrefill, start: StartInfo): Fields {
  return {
    address: prefill.address ?? '',
    port: String(prefill.port ?? start.defaultPort),
    name: prefill.name ?? start.name,
    role: prefill.role ?? 'member',
    password: '',
    remembersPassword: true,
  }
}

/** What went wrong before the dialog was needed is where it begins. */
function firstStep({ error, address, port }: JoinPrefill): JoinStep {
  const host = address !== undefined && port !== undefined ? { address, port } : null
  return error && host
    ? stepAfter(error, { host, isInvite: false })
    : { kind: 'form', error: error ?? null }
}

/** A password is tried where it was typed, everything else from the form. */
function connecting(before: JoinStep): JoinStep {
  return before.kind === 'password'
    ? { ...before, error: null, isConnecting: true }
    : { kind: 'connecting' }
}

function afterAttempt(before: JoinStep, error: ChatError, target: JoinTarget): JoinStep {
  const isPassword = before.kind === 'password'
  return isPassword && error.code === 'leaving'
    ? { ...before, error: null, isConnecting: false }
    : stepAfter(error, target)
}

function invitedTo(fields: Fields): JoinForm['invited'] {
  const target = joinTargetOf(fields)
  if (!target.ok || !target.value.isInvite) return null
  const { host, more } = target.value
  return { address: formatHostAddress(host), more }
}

function optionsOf(fields: Fields, answers: Answers): Result<JoinOptions> {
  const target = joinTargetOf(fields)
  if (!target.ok) return target
  const name = normalizeName(fields.name)
  if (!name.ok) return name
  const { role, remembersPassword } = fields
  const { host, isInvite } = target.value
  return succeeded({
    address: isInvite ? fields.address : host.address,
    port: host.port,
    name: name.value,
    role,
    trust: answers.trust ?? null,
    password: answers.password ?? null,
    remembersPassword,
  })
}

import { parsePort } from '../../../shared/address/host-address.ts'
import { MAX_FURTHER_PORTS } from '../../../shared/ipc/contract.ts'

/** The ports in a line that was typed, with blanks or commas between them; null when they are not ports, or too many. */
export function parseFurtherPorts(text: string): readonly number[] | null {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  const ports = words.map(parsePort).filter((port) => port !== null)
  return ports.length === words.length && ports.length <= MAX_FURTHER_PORTS ? ports : null
}

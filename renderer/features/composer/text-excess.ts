import { normalizeText } from '../../../shared/protocol/text.ts'

const encoder = new TextEncoder()

/** By how many bytes a text is too long; 0 when it fits. */
export function excessBytes(text: string, maxBytes: number): number {
  return Math.max(0, encoder.encode(normalizeText(text)).length - maxBytes)
}

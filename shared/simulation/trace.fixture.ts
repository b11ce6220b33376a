// What happened in a run, as one number, and as lines for who wants to read them.

/** A number of 53 bits over everything that happened, in order. */
export class Trace {
  readonly #lines: string[] | null
  readonly #now: () => number
  #high = 0x81_1c_9d_c5
  #low = 0xcb_f2_9c_e4

  /** @param keepsLines whether the happenings can be read afterwards */
  constructor(now: () => number, keepsLines: boolean) {
    this.#now = now
    this.#lines = keepsLines ? [] : null
  }

  /** Takes note of something. */
  note(what: string, ...values: readonly (number | string)[]): void {
    this.#mix(this.#now())
    this.#mixText(what)
    for (const value of values) {
      if (typeof value === 'number') this.#mix(value)
      else this.#mixText(value)
    }
    this.#lines?.push(`${this.#now().toFixed(0).padStart(8)} ${what} ${values.join(' ')}`)
  }

  get lines(): readonly string[] {
    return this.#lines ?? []
  }

  get hash(): string {
    const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0')
    return hex(this.#high) + hex(this.#low)
  }

  #mixText(text: string): void {
    for (let index = 0; index < text.length; index++) this.#mix(text.charCodeAt(index))
  }

  #mix(value: number): void {
    this.#high = Math.imul(this.#high ^ (value | 0), 0x01_00_01_93)
    this.#low = Math.imul((this.#low ^ (value | 0)) + this.#high, 0x85_eb_ca_6b)
    this.#low ^= this.#low >>> 13
  }
}

/** The value of a JSON text that a test knows to have this form. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function readJson<T>(text: string): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(text) as T
}

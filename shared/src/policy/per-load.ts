import type { Rule } from './schema.ts'

/** What a console makes anew for each load of its page, and may differ between what was approved and what is sent. */
export type PerLoad = {
  /** @param name in lower case */
  readonly isHeader: (name: string) => boolean
  /** @param name as it stands in the form, decoded */
  readonly isField: (name: string) => boolean
  /** Values of a JSON body (RFC 6901). */
  readonly pointers: ReadonlySet<string>
}

/** Without a word of the rule it is CSRF tokens alone, by the names that common frameworks give them. */
export function perLoadOf(rule: Pick<Rule, 'per_load'> | undefined): PerLoad {
  const { headers = [], fields = [] } = rule?.per_load ?? {}
  return {
    isHeader: (name) => /csrf|xsrf/.test(name) || headers.includes(name),
    isField: (name) => csrfField.test(name) || fields.includes(name),
    pointers: new Set(fields.filter((field) => field.startsWith('/'))),
  }
}

/** Whether a name is a CSRF token's: the only field that may differ in what a critical rule protects. */
export function isCsrfField(name: string): boolean {
  return csrfField.test(name)
}

const csrfField = /csrf|xsrf|^(?:authenticity_token|__requestverificationtoken|_token|form_token)$/i

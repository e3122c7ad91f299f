export interface User {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly files: number
}

export interface Project {
  /** Its identity in URLs. */
  readonly name: string
  readonly label: string
  readonly region: string
  readonly members: number
}

export interface Invoice {
  readonly number: string
  readonly customer: string
  /** In cents, so that no sum is a fraction. */
  readonly cents: number
  readonly status: 'open' | 'paid' | 'void'
  readonly document: string
}

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly scope: string
  readonly lastUsed: string
}

export interface Webhook {
  readonly id: string
  readonly name: string
  readonly target: string
  readonly event: string
}

export interface Table {
  readonly name: string
  readonly rows: number
}

export interface Folder {
  readonly id: string
  readonly label: string
  readonly path: string
  /** For how many days its copies are kept. */
  readonly days: number
}

export const schedules = ['hourly', 'nightly', 'weekly'] as const

/** What is backed up, in one piece: it is read and written as a whole, and a folder that is missing is gone. */
export interface Settings {
  readonly schedule: (typeof schedules)[number]
  readonly folders: readonly Folder[]
}

/** Everything the console knows; replaced as a whole by `reset()`. */
export interface Data {
  users: readonly User[]
  projects: readonly Project[]
  invoices: readonly Invoice[]
  keys: readonly ApiKey[]
  webhooks: readonly Webhook[]
  tables: readonly Table[]
  settings: Settings
  /** Whether somebody hears of a backup that fails. Beside the settings: it is saved by itself. */
  alerts: boolean
}

/** The data of a fresh console. */
export function freshData(): Data {
  return {
    users: [
      { id: 'u-101', name: 'Support desk', email: 'support@acme.example', files: 214 },
      { id: 'u-102', name: 'Billing', email: 'billing@acme.example', files: 1280 },
      { id: 'u-103', name: 'Night shift', email: 'nights@acme.example', files: 36 },
      { id: 'u-104', name: 'Former contractor', email: 'contractor@acme.example', files: 412 },
      { id: 'u-105', name: 'Build agent', email: 'builds@acme.example', files: 9 },
      { id: 'u-106', name: 'Trade fair tablet', email: 'tablet@acme.example', files: 3 },
    ],
    projects: [
      { name: 'payments-prod', label: 'payments-prod', region: 'us-east', members: 14 },
      { name: 'payments-eu', label: 'payments-eu', region: 'eu-west', members: 9 },
      { name: 'ledger', label: 'ledger', region: 'eu-west', members: 6 },
      { name: 'website', label: 'website', region: 'global', members: 22 },
      { name: 'data-lake', label: 'data-lake', region: 'us-east', members: 11 },
      { name: 'sandbox', label: 'sandbox', region: 'global', members: 3 },
    ],
    invoices: [
      invoice('INV-2041', 'Blue Door Bakery', 128_400, 'open'),
      invoice('INV-2040', 'Harbour Books', 42_000, 'paid'),
      invoice('INV-2039', 'Tall Pines School', 1_960_000, 'open'),
      invoice('INV-2038', 'Corner Pharmacy', 87_550, 'paid'),
      invoice('INV-2037', 'Rail & Road Freight', 6_412_075, 'open'),
    ],
    keys: [
      { id: 'key_7f3a', name: 'Deploy pipeline', scope: 'read, write', lastUsed: '2 minutes ago' },
      { id: 'key_19c2', name: 'Metrics exporter', scope: 'read', lastUsed: 'an hour ago' },
      { id: 'key_c450', name: 'Mobile app', scope: 'read, write', lastUsed: 'today' },
      { id: 'key_02be', name: 'Backup job', scope: 'read', lastUsed: 'last night' },
      { id: 'key_e811', name: 'Old integration', scope: 'read, write, admin', lastUsed: '14 months ago' },
    ],
    webhooks: [
      { id: 'wh-1', name: 'Order to warehouse', target: 'warehouse.acme.example', event: 'order.paid' },
      { id: 'wh-2', name: 'Refund to ledger', target: 'ledger.acme.example', event: 'order.refunded' },
      { id: 'wh-3', name: 'Old chat bot', target: 'bot.acme.example', event: 'user.created' },
    ],
    tables: [
      { name: 'customers', rows: 48_211 },
      { name: 'orders', rows: 1_204_887 },
      { name: 'orders_2019', rows: 310_022 },
      { name: 'sessions', rows: 9_120 },
    ],
    settings: {
      schedule: 'nightly',
      folders: [
        { id: 'f-1', label: 'Ledger', path: '/srv/ledger', days: 365 },
        { id: 'f-2', label: 'Customer uploads', path: '/srv/uploads', days: 90 },
        { id: 'f-3', label: 'Mail archive', path: '/srv/mail', days: 3_650 },
        { id: 'f-4', label: 'Old website', path: '/srv/www-2019', days: 30 },
      ],
    },
    alerts: true,
  }
}

function invoice(number: string, customer: string, cents: number, status: Invoice['status']): Invoice {
  return { number, customer, cents, status, document: `${number}.pdf` }
}

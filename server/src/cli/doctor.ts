import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { examine } from '../doctor/examine.ts'

/** `countersign doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Look at a relay’s set-up, and say who is trusted for what in it')
    .option('--json', 'print JSON: [{ what, kind: good | trusted | warning | fault, says }]')
    .addHelpText(
      'after',
      '\nSettings are those of `countersign serve`.\n\nExit codes:\n  0   nothing is wrong\n  1   a fault was found\n  2   a setting is wrong\n',
    )
    .action(doctor)
}

const marks = { good: '✓', trusted: '·', warning: '!', fault: '✗' } as const

async function doctor({ json }: { json?: true }): Promise<void> {
  const findings = await examine(readConfig(process.env), Date.now())
  if (json) console.log(JSON.stringify(findings))
  else for (const line of linesOf(findings)) console.log(line)
  process.exitCode = findings.some(({ kind }) => kind === 'fault') ? 1 : 0
}

function linesOf(findings: Awaited<ReturnType<typeof examine>>): readonly string[] {
  const width = Math.max(...findings.map(({ what }) => what.length))
  const line = ({ what, kind, says }: (typeof findings)[number]) => `${marks[kind]} ${what.padEnd(width)}  ${says}`
  const trusted = findings.filter(({ kind }) => kind === 'trusted')
  const others = findings.filter(({ kind }) => kind !== 'trusted')
  return [
    ...others.map(line),
    ...(trusted.length === 0 ? [] : ['', 'Who is trusted, and for what', ...trusted.map(line)]),
  ]
}

import { compileCondition, type Vocabulary } from './conditions.ts'
import type { PolicyFault } from './fault.ts'

export function conditionFaults(source: string, vocabulary: Vocabulary, path: PolicyFault['path']): PolicyFault[] {
  try {
    compileCondition(source, vocabulary)
    return []
  } catch (error) {
    return [{ path, message: messageOf(error) }]
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

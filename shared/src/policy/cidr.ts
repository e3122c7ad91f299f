import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { someNode } from './cel-nodes.ts'
import { isInNetwork, readAddress, readNetwork } from './network.ts'

/** Teaches conditions `cidr(address, network)`; an address or a network that is none is an error, which is unknown. */
export function withCidr(environment: Environment): Environment {
  return environment.registerFunction('cidr(string, string): bool', cidr)
}

/**
 * A network that stands in the condition itself is looked at before anybody is asked.
 *
 * @throws {Error} what is wrong with it, in words
 */
export function demandNetworks(condition: ASTNode): void {
  someNode(condition, (node) => {
    const written = networkIn(node)
    if (written !== undefined) readNetwork(written)
    return false
  })
}

function cidr(text: string, network: string): boolean {
  const address = readAddress(text)
  if (address === undefined) throw new Error('is no address')
  return isInNetwork(address, readNetwork(network))
}

function networkIn(node: ASTNode): string | undefined {
  if (node.op !== 'call' || node.args[0] !== 'cidr') return undefined
  const written = node.args[1][1]
  return written?.op === 'value' && typeof written.args === 'string' ? written.args : undefined
}

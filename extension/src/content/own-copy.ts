declare global {
  /** Firefox gives it to content scripts: a deep copy that belongs to another world. */
  var cloneInto: (<Value>(value: Value, world: object) => Value) | undefined
}

/**
 * What a message brought, as objects of this world. In Firefox they would belong to the page's, and bytes of another
 * world may not be read there.
 */
export function ownCopy<Value>(value: Value): Value {
  return globalThis.cloneInto?.(value, globalThis) ?? value
}

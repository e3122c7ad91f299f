/*
 * Page scripts run later and may replace any method of any prototype, some to mend old browsers, some to look on. What
 * this hook needs while it runs is kept from before: it calls nothing that it finds on a prototype by then, and goes
 * through no iterator. (A list that is handed to the browser is read by index there.)
 */
const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, setPrototypeOf } = Reflect
const { create, defineProperties } = Object

/** A method as it is now, as a function of its object. */
export function method<Self extends object, Name extends keyof Self>(
  owner: Self,
  name: Name,
): Self[Name] extends (...args: infer Args) => infer Result ? (self: Self, ...args: Args) => Result : never {
  const native = owner[name]
  // Typed by the signature above; only callers with a method get past it.
  return ((self: Self, ...args: unknown[]) => apply(native as () => unknown, self, args)) as never
}

/** The reading half of a property as it is now, as a function of its object. */
export function getter<Self extends object, Name extends keyof Self & string>(
  owner: Self,
  name: Name,
): (self: Self) => Self[Name] {
  const read = accessor(owner, name).get
  return (self) => apply(read, self, [])
}

/** The writing half. */
export function setter<Self extends object, Name extends keyof Self & string>(
  owner: Self,
  name: Name,
): (self: Self, value: Self[Name]) => void {
  const write = accessor(owner, name).set
  return (self, value) => apply(write, self, [value])
}

/**
 * Makes objects of a class proof against what happens to its prototypes later: each gets the members, as they are now,
 * as its own. For objects that the hook makes for itself; the page would notice it on its own.
 */
export function keeper<Kept extends object>({ prototype }: { readonly prototype: Kept }): (object: Kept) => Kept {
  const members = membersOf(prototype)
  return (object) => defineProperties(object, members)
}

/** Whether a value is an object of a class, of whatever frame: whether a getter of that class works on it. */
export function brand<Self extends object>(read: (self: Self) => unknown): (value: unknown) => value is Self {
  return (value): value is Self => {
    if (typeof value !== 'object' || value === null) return false
    try {
      // The getter refuses every other object.
      read(value as Self)
      return true
    } catch {
      return false
    }
  }
}

/** A value as a string; undefined for what becomes none, which the native function then says in its own words. */
export function asString(value: unknown): string | undefined {
  try {
    return `${value}`
  } catch {
    return undefined
  }
}

/** An object for look-ups by name that inherits nothing. */
export function dictionary<Value>(): Record<string, Value> {
  return create(null)
}

function membersOf(prototype: object): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = create(null)
  for (
    let level: object | null = prototype;
    level !== null && level !== Object.prototype;
    level = getPrototypeOf(level)
  ) {
    for (const key of ownKeys(level)) {
      const descriptor = getOwnPropertyDescriptor(level, key)
      if (descriptor === undefined || key in members) continue
      setPrototypeOf(descriptor, null)
      members[key] = descriptor
    }
  }
  return members
}

type Accessor = { readonly get: () => never; readonly set: (value: unknown) => void }

function accessor(owner: object, name: string): Accessor {
  // The properties that the hook names are accessors in every browser it is built for.
  return getOwnPropertyDescriptor(owner, name) as Accessor
}

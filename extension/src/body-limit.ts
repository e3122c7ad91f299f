/** More than this is not held: the approver could not read it, and it would have to travel. In bytes. */
export const bodyLimit = 1_048_576

// What judges a policy that evidence has put in force, in a file that is loaded when there is one.
export { verifyReplacement } from '@countersign/shared/protocol'

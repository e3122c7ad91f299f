/** The hosts that this build may ever have access to: what it watches, where it has it. */
export function manifestHosts(): string[] {
  const { host_permissions: given, optional_host_permissions: optional } = chrome.runtime.getManifest()
  return given ?? optional ?? []
}

/** Whether the build belongs to no organisation: its scripts are not in its manifest, a policy says where they run. */
export function isForEverybody(): boolean {
  return chrome.scripting !== undefined
}

export async function benchLoop(): Promise<void> {}

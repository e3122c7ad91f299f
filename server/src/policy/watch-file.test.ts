import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeLook } from './watch-file.ts'

let directory: string
let file: string
let told: number
let fails: boolean
let look: () => Promise<void>

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-watch-'))
  file = join(directory, 'policy.yaml')
  await writeFile(file, 'version: 1')
  told = 0
  fails = false
  look = makeLook(file, async () => {
    if (fails) throw new Error('the database is away')
    told += 1
  })
})

afterEach(() => rm(directory, { recursive: true }))

test('a file is told of once, when two looks have found the same', async () => {
  await look()
  expect(told).toBe(0)
  for (let times = 0; times < 3; times += 1) await look()
  expect(told).toBe(1)
})

test('one that is written in parts is told of when the last part is there', async () => {
  await settled()
  for (const part of ['', 'vers', 'version: 2', 'version: 2\n']) {
    await writeFile(file, part)
    await look()
  }
  expect(told).toBe(1)
  await look()
  expect(told).toBe(2)
})

test('one that is renamed over it is seen, again and again', async () => {
  await settled()
  for (const version of [2, 3, 4]) {
    await writeFile(`${file}.next`, `version: ${version}`)
    await rename(`${file}.next`, file)
    await settled()
  }
  expect(told).toBe(4)
})

test('so is one that a link is turned to', async () => {
  await rm(file)
  for (const version of ['one', 'two']) {
    await writeFile(join(directory, version), 'version: 1')
    await symlink(version, join(directory, 'link'))
    await rename(join(directory, 'link'), file)
    await settled()
  }
  expect(told).toBe(2)
})

test('one that is taken away for a moment is told of when the next is there, and one that stays away, too', async () => {
  await settled()
  await rename(file, `${file}~`)
  await look()
  await writeFile(file, 'version: 2')
  await settled()
  expect(told).toBe(2)
  await rm(file)
  await settled()
  expect(told).toBe(3)
  await settled()
  expect(told).toBe(3)
})

test('what fails is tried again, without another change', async () => {
  fails = true
  await look()
  await expect(look()).rejects.toThrow('the database is away')
  fails = false
  await look()
  await look()
  expect(told).toBe(1)
})

async function settled(): Promise<void> {
  await look()
  await look()
}

import {
  approveNonce,
  batchNonce,
  batchPath,
  batchRoot,
  digestOf,
  jcs,
  type Position,
  sha256,
} from '../../src/protocol/index.ts'
import { salt } from '../example.ts'
import type { Scene } from '../scene.ts'
import type { VerifyCase } from './case.ts'
import { confirmCase } from './confirm-cases.ts'
import { evidenceCase } from './evidence-cases.ts'
import type { PositionScenes } from './position-scenes.ts'
import type { Stage } from './stage.ts'

type Expected = VerifyCase['expected']

/** 7.3 where the rule asks where the approver is: said and signed for, exact enough, inside, and nowhere else. */
export async function positionCases(stage: Stage): Promise<readonly VerifyCase[]> {
  return [
    ...(await shapes(stage)),
    ...(await nonces(stage)),
    ...(await demands(stage)),
    ...(await circles(stage)),
    ...(await batches(stage)),
    ...(await elsewhere(stage)),
  ]
}

const here: Position = { latitude: 481_400, longitude: 115_800, accuracy: 1_000 }

function positionCase(why: string, request: keyof PositionScenes, evidence: unknown, expected: Expected): VerifyCase {
  return evidenceCase(why, evidence, expected, { policy: 'positions', request })
}

/** A sign-in with this position; what else is said of it may lie. */
async function signed({ own, evidence }: Scene, position: Position | undefined, reason?: string) {
  const nonce = await approveNonce({ digest: own.digest, reason, salt, position })
  const said = reason === undefined ? {} : { reason }
  return { ...(await evidence({ nonce })), ...said, ...(position === undefined ? {} : { position }) }
}

async function shapes({ position: { publish } }: Stage): Promise<readonly VerifyCase[]> {
  const evidence = await signed(publish, here)
  const malformed = (why: string, position: unknown) =>
    positionCase(why, 'publish', { ...evidence, position }, 'evidence_malformed')
  const { accuracy: _, ...inexact } = here
  return [
    positionCase('an approval that says where the approver is', 'publish', evidence, 'accepted'),
    positionCase('an approval that says so, and why', 'publish', await signed(publish, here, 'Agreed'), 'accepted'),
    positionCase(
      'a position on the edge of the map, of any uncertainty',
      'publish',
      await signed(publish, { latitude: -900_000, longitude: 1_800_000, accuracy: 20_100_000 }),
      'accepted',
    ),
    malformed('null in the place of a position', null),
    malformed('a position that does not say how exact it is', inexact),
    malformed('a position that says more', { ...here, altitude: 520 }),
    malformed('a position in degrees', { ...here, latitude: 48.14 }),
    malformed('a latitude behind the pole', { ...here, latitude: 900_100 }),
    malformed('a longitude behind its end', { ...here, longitude: -1_800_100 }),
    malformed('an uncertainty of 0', { ...here, accuracy: 0 }),
    malformed('a position in text', { ...here, accuracy: '1000' }),
  ]
}

async function nonces({ position: { publish } }: Stage): Promise<readonly VerifyCase[]> {
  const { own, evidence } = publish
  const said = await signed(publish, here)
  const { position: _, ...stripped } = said
  const mismatch = (why: string, given: unknown) => positionCase(why, 'publish', given, 'evidence_nonce_mismatch')
  const lines = ['countersign/1', 'approve', own.digest, await sha256(''), salt]
  const behind = await sha256([...lines, await digestOf(here)].join('\n'))
  const unhashed = await sha256(['countersign/1-position', ...lines.slice(1), jcs(here)].join('\n'))
  return [
    mismatch('another latitude', { ...said, position: { ...here, latitude: here.latitude + 100 } }),
    mismatch('another longitude', { ...said, position: { ...here, longitude: here.longitude - 100 } }),
    mismatch('said to be more exact', { ...said, position: { ...here, accuracy: 999 } }),
    mismatch('a position added to an approval without one', { ...(await signed(publish, undefined)), position: here }),
    mismatch('a position under the nonce of those without', { ...(await evidence({ nonce: behind })), position: here }),
    mismatch('a position that is not hashed', { ...(await evidence({ nonce: unhashed })), position: here }),
    positionCase('a position left out afterwards', 'publish', stripped, 'position_missing'),
    positionCase('an approval without a position', 'publish', await signed(publish, undefined), 'position_missing'),
  ]
}

async function demands({ position: { publish, carry, ship } }: Stage): Promise<readonly VerifyCase[]> {
  const fine = (change: Partial<Position> = {}) => ({ latitude: 481_371, longitude: 115_753, accuracy: 40, ...change })
  const by = async (why: string, request: keyof PositionScenes, scene: Scene, position: Position, expected: Expected) =>
    positionCase(why, request, await signed(scene, position), expected)
  return [
    await by('more exact than a rule needs that takes any', 'publish', publish, fine(), 'position_too_fine'),
    await by(
      'a longitude alone that is more exact',
      'publish',
      publish,
      { ...here, longitude: 115_801 },
      'position_too_fine',
    ),
    await by('more exact than a large circle needs', 'ship', ship, fine(), 'position_too_fine'),
    await by('as exact as a small uncertainty needs', 'carry', carry, fine(), 'accepted'),
    await by('a coarse position where a fine one is taken', 'carry', carry, { ...here, accuracy: 100 }, 'accepted'),
    await by(
      'uncertain by a metre more than it may be',
      'carry',
      carry,
      fine({ accuracy: 101 }),
      'position_inaccurate',
    ),
    await by(
      'too uncertain, and elsewhere',
      'ship',
      ship,
      { ...here, latitude: 0, accuracy: 2_001 },
      'position_inaccurate',
    ),
    await by('exactly as uncertain as it may be', 'ship', ship, { ...here, accuracy: 2_000 }, 'accepted'),
  ]
}

async function circles({ position }: Stage): Promise<readonly VerifyCase[]> {
  const { carry, seal, ship, land } = position
  const at = (latitude: number, longitude: number, accuracy = 50) => ({ latitude, longitude, accuracy })
  const by = async (why: string, request: keyof PositionScenes, scene: Scene, where: Position, expected: Expected) =>
    positionCase(why, request, await signed(scene, where), expected)
  return [
    await by('49,993 m north of a circle’s middle, of 50,000', 'carry', carry, at(485_866, 115_750), 'accepted'),
    await by('50,004 m north of it', 'carry', carry, at(485_867, 115_750), 'position_elsewhere'),
    await by('49,993 m east of it', 'carry', carry, at(481_370, 122_487), 'accepted'),
    await by('50,007 m east of it', 'carry', carry, at(481_370, 122_489), 'position_elsewhere'),
    await by('in the other circle, in the south and the west', 'carry', carry, at(-1_803, -784_702), 'accepted'),
    await by('beside the other circle', 'carry', carry, at(-1_805, -784_700), 'position_elsewhere'),
    await by(
      'the middle inside, and not all of what it is uncertain by',
      'ship',
      ship,
      at(485_800, 115_800, 2_000),
      'accepted',
    ),
    await by(
      'the middle outside, and not all of what it is uncertain by',
      'ship',
      ship,
      at(485_900, 115_800, 2_000),
      'position_elsewhere',
    ),
    await by('in a circle of each of several rules', 'seal', seal, at(479_000, 115_750), 'accepted'),
    await by(
      'in a circle of the one and of none of the other',
      'seal',
      seal,
      at(481_370, 115_750),
      'position_elsewhere',
    ),
    await by(
      'as uncertain as the one takes, and not the other',
      'seal',
      seal,
      at(479_000, 115_750, 61),
      'position_inaccurate',
    ),
    await by('across the end of the longitudes', 'land', land, at(-165_000, -1_799_000, 1_000), 'accepted'),
    await by('too far across it', 'land', land, at(-165_000, -1_798_000, 1_000), 'position_elsewhere'),
    await by('at the other end of the earth', 'land', land, at(165_000, -100, 1_000), 'position_elsewhere'),
  ]
}

async function batches({ position: { publish } }: Stage): Promise<readonly VerifyCase[]> {
  const { own, evidence } = publish
  const digests = [await sha256('one'), own.digest, await sha256('three')]
  const root = await batchRoot(digests)
  const batch = { index: 1, count: 3, path: await batchPath(digests, 1) }
  const commitment = { digest: root, count: 3, reason: undefined, salt }
  const [with_, without] = await Promise.all([batchNonce({ ...commitment, position: here }), batchNonce(commitment)])
  const by = async (why: string, nonce: string, position: Position, expected: Expected) =>
    positionCase(why, 'publish', { ...(await evidence({ nonce })), batch, position }, expected)
  return [
    await by('the second of a batch of three with a position', with_, here, 'accepted'),
    await by('a batch’s position that is another', with_, { ...here, accuracy: 1_001 }, 'evidence_nonce_mismatch'),
    await by('a position added to a batch', without, here, 'evidence_nonce_mismatch'),
    positionCase(
      'a batch without a position',
      'publish',
      { ...(await evidence({ nonce: without })), batch },
      'position_missing',
    ),
    positionCase(
      'a batch’s position without its place',
      'publish',
      { ...(await evidence({ nonce: with_ })), position: here },
      'evidence_nonce_mismatch',
    ),
  ]
}

/** Where nobody is asked where they are, nobody says it. */
async function elsewhere({ position, scenes, confirm }: Stage): Promise<readonly VerifyCase[]> {
  const replacing = position['replace with a position']
  const rotating = await signed(confirm.rotate, here)
  return [
    evidenceCase('a position that the rule does not ask for', await signed(scenes.delete, here), 'position_unasked'),
    evidenceCase(
      'a position added where none is asked for',
      { ...(await scenes.delete.evidence()), position: here },
      'position_unasked',
    ),
    positionCase(
      'a policy whose rule says that it asks',
      'replace with a position',
      await signed(replacing, undefined),
      'accepted',
    ),
    positionCase('a position for it', 'replace with a position', await signed(replacing, here), 'position_unasked'),
    confirmCase('a confirm with a position', { ...rotating, decision: 'confirm' }, 'evidence_malformed'),
  ]
}

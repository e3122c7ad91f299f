#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config.ts'
import { AppFilesError } from '../phone-app/app-files-error.ts'
import { PolicyFileError } from '../policy/policy-file-error.ts'
import { addAppCommands } from './app.ts'
import { CommandError, exitCodes } from './command-error.ts'
import { addCoverageCommand } from './coverage.ts'
import { addDeviceCommands } from './devices.ts'
import { addDoctorCommand } from './doctor.ts'
import { addEmergencyCommands } from './emergency.ts'
import { addExtensionCommand } from './extension.ts'
import { addGlassCommands } from './glass.ts'
import { addMonitoredCommand } from './monitored.ts'
import { addPolicyCommands } from './policy.ts'
import { addRequestCommands } from './requests.ts'
import { addServeCommand } from './serve.ts'
import { addVerifyCommand } from './verify.ts'

const program = new Command('countersign')
  .description('OIDC just-in-time action approval: hold, ask, sign, release, record.')
  .addHelpText('after', `\n${exitCodes}`)
  .exitOverride()

addServeCommand(program)
addPolicyCommands(program)
addVerifyCommand(program)
addEmergencyCommands(program)
addAppCommands(program)
addExtensionCommand(program)
addDoctorCommand(program)
addRequestCommands(program)
addGlassCommands(program)
addCoverageCommand(program)
addMonitoredCommand(program)
addDeviceCommands(program)

try {
  await program.parseAsync()
} catch (error) {
  // What a command had already started must not keep a failed one alive.
  process.exit(report(error))
}

function isForPeople(error: unknown): error is Error {
  return [CommandError, ConfigError, PolicyFileError, AppFilesError].some((kind) => error instanceof kind)
}

/** The exit code for an error, its message printed. What nobody expected is shown with its stack. */
function report(error: unknown): number {
  // Commander has printed its own words already; help that was asked for has code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (isForPeople(error)) {
    console.error(error.message)
    return error instanceof CommandError ? error.exitCode : 2
  }
  console.error(error)
  return 70
}

import type { Column } from './browser.ts'
import { chromium } from './chromium.ts'
import { firefox } from './firefox.ts'
import { installed } from './installed.ts'

export const columns: readonly Column[] = [chromium, installed, firefox]
